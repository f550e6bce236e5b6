import { isWorkingDay, plusMonths, AS_OF } from './days.mjs';

/** Tiers, hours and capacity as the default rule set and policy define them (docs/reference/planning-model.md). */

const RATIO = { high: 20, low: 50, tech: 200 };
const STAGE = { onboarding: 1.5, renewal: 1.2 };
const COMPLEXITY = { 1: 0.8, 2: 0.9, 3: 1, 4: 1.2, 5: 1.4 };
const STANDARD_HOURS = 120;
const SHORT_LEAVE_DAYS = 45;
const HORIZON_MONTHS = 3;
const BUFFER = 0.1;

/** @typedef {'high' | 'low' | 'tech'} Tier */

/** @param {number} arr @param {boolean} strategic @returns {Tier} */
export function rawTier(arr, strategic) {
  if (strategic && arr >= 100_000) return 'high';
  return arr >= 250_000 ? 'high' : arr >= 50_000 ? 'low' : 'tech';
}

/**
 * The tier after the 10% buffer: the previous one as long as ARR a tenth higher or lower would still give it.
 * A strategic account enters high touch at once.
 * @param {number} arr @param {boolean} strategic @param {Tier | undefined} previous @returns {Tier}
 */
export function bufferedTier(arr, strategic, previous) {
  const raw = rawTier(arr, strategic);
  if (previous === undefined || raw === previous || (strategic && arr >= 100_000)) return raw;
  const near = [1 + BUFFER, 1 - BUFFER].some((f) => rawTier(arr * f, strategic) === previous);
  return near ? previous : raw;
}

/** @param {Tier} tier */
export const isPooled = (tier) => tier === 'tech';

/** Hours a month of an account. */
export function hoursOf({ tier, stage, complexity, health }) {
  const byHealth = health === undefined ? 1 : health < 40 ? 1.3 : health < 60 ? 1.1 : 1;
  const hours =
    (STANDARD_HOURS / RATIO[tier]) * (STAGE[stage] ?? 1) * (COMPLEXITY[complexity] ?? 1) * byHealth;
  return Math.round(hours * 100 + 1e-7) / 100;
}

/**
 * Hours a month that a CSM has over the planning horizon from `from`.
 * @param {{ hours: number, start?: number, end?: number, rampMonths?: number, leaves: { from: number, to: number }[] }} csm
 */
export function capacityOf(csm, from = AS_OF) {
  const to = plusMonths(from, HORIZON_MONTHS);
  const rampEnd =
    csm.start === undefined || !csm.rampMonths ? undefined : plusMonths(csm.start, csm.rampMonths);
  let working = 0;
  let worked = 0;
  let ramp = 0;
  for (let d = from; d < to; d++) {
    ramp += rampEnd === undefined ? 1 : Math.min(1, Math.max(0, (d - csm.start) / (rampEnd - csm.start)));
    if (!isWorkingDay(d)) continue;
    working++;
    if (!isAway(csm, d)) worked++;
  }
  return (csm.hours * (worked / working) * ramp) / (to - from);
}

function isAway(csm, d) {
  if (csm.start !== undefined && d < csm.start) return true;
  if (csm.end !== undefined && d > csm.end) return true;
  return csm.leaves.some((l) => l.to - l.from + 1 > SHORT_LEAVE_DAYS && d >= l.from && d <= l.to);
}
