import type { Solution } from '../problem/problem.js';
import type { SearchState } from './search-state.js';

/** The best solution that a search has seen: the least violated, and of those the cheapest. */
export class Incumbent {
  readonly solution: Solution;
  points = Infinity;
  /** Sum of the violations in their typical sizes; 0 = feasible. */
  violation = Infinity;

  constructor(state: SearchState) {
    this.solution = state.arcOf.slice();
    this.offer(state);
  }

  /** Takes the state's solution if it is better; returns whether it was. */
  offer(state: SearchState): boolean {
    const violation = violationOf(state);
    if (violation > this.violation) return false;
    const { points } = state;
    if (violation === this.violation && points >= this.points - 1e-9) return false;
    this.solution.set(state.arcOf);
    this.points = points;
    this.violation = violation;
    return true;
  }
}

/** How far the state is beyond its limits, in typical coefficients. */
export function violationOf(state: SearchState): number {
  const { csmCount, limitCount, hoursScale, limitScale } = state.model;
  let violation = 0;
  for (let csm = 0; csm < csmCount; csm++) violation += state.overCeiling(csm) / hoursScale;
  for (let l = 0; l < limitCount; l++) violation += state.overLimit(l) / limitScale[l]!;
  return violation;
}
