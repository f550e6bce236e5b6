import { type Candidates, canServe } from './candidates.js';
import type { AccountFacts } from './facts.js';
import { HAS_NONE } from './facts.js';
import type { Fixing } from './locks.js';
import type { Unit } from './units.js';

/** What happens to one account's relationship. */
export type Move = 'stays' | 'placed' | 'mandatory' | 'discretionary';

/**
 * What happens to a member of a unit that goes to `csm` (−1 = to nobody).
 * A move is mandatory when the present CSM is gone or not eligible, a pin sends the unit elsewhere, or it ends with its
 * anchor.
 */
export function moveOf<A extends AccountFacts>(
  unit: Unit<A>,
  member: A,
  csm: number,
  fixing: Fixing | undefined,
  candidates: (a: A) => Candidates,
): Move {
  if (member.present === HAS_NONE) return 'placed';
  if (member.present === csm) return 'stays';
  if (!canServe(candidates(member), member.present)) return 'mandatory';
  if (fixing?.by === 'pin' && fixing.csm !== member.present) return 'mandatory';
  return csm >= 0 && csm === unit.anchor ? 'mandatory' : 'discretionary';
}
