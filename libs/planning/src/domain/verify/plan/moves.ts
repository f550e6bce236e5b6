import { NONE } from '../frame/frame.js';
import type { Plan } from './plan.js';

/** The account has a present CSM and ends with another or none. */
export function isMoved({ setting, end }: Plan, i: number): boolean {
  const present = setting.present[i]!;
  return present !== NONE && end[i] !== present;
}

/**
 * It has moved, and its present CSM is gone or not eligible for it (hard rules and coverage), or a pin sends it or its
 * unit elsewhere, or it ends with its unit's anchor (reunited).
 */
export function isMandatory(plan: Plan, i: number): boolean {
  if (!isMoved(plan, i)) return false;
  const { setting } = plan;
  const u = setting.unitOf[i]!;
  const pins = setting.holds.pins.get(u);
  const { anchor } = setting.units[u]!;
  return (
    setting.presentEligible[i] === 0 ||
    (pins?.some((pin) => pin.csm !== setting.present[i]) ?? false) ||
    (anchor !== NONE && plan.end[i] === anchor)
  );
}

/** Moved, and nothing made it necessary: it costs move points and spends the disruption budgets. */
export function isDiscretionary(plan: Plan, i: number): boolean {
  return isMoved(plan, i) && !isMandatory(plan, i);
}

/** It had no CSM and ends with one. */
export function isPlaced({ setting, end }: Plan, i: number): boolean {
  return setting.present[i] === NONE && end[i]! >= 0;
}
