import type { Rng } from '@bailiwick/kernel';
import { descendShifts } from './descend.js';
import type { SearchState } from './search-state.js';

const MOST_SAMPLES = 20_000;
/** Annealing starts at half of what the cheapest twentieth of the steps up costs. */
const QUANTILE = 0.05;
const SHARE = 0.5;

/**
 * The temperature at which annealing of this problem starts, from the problem's own prices: half the 5 % quantile
 * of the points that a random shift costs where no shift improves. Uses `state` for scratch.
 */
export function startTemperature(state: SearchState, rng: Rng): number {
  const { model } = state;
  const { freeUnits, arcStart } = model;
  state.price(() => 0);
  descendShifts(state);
  const samples = Math.min(MOST_SAMPLES, 10 * model.arcCost.length);
  const steps: number[] = [];
  for (let k = 0; k < samples && freeUnits.length > 0; k++) {
    const unit = freeUnits[rng.int(freeUnits.length)]!;
    const arc = arcStart[unit]! + rng.int(arcStart[unit + 1]! - arcStart[unit]!);
    const delta = arc === state.arcOf[unit] ? 0 : state.shiftDelta(unit, arc, Infinity);
    if (delta > 1e-6) steps.push(delta);
  }
  steps.sort((a, b) => a - b);
  return SHARE * (steps[Math.floor(QUANTILE * steps.length)] ?? 1);
}
