import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import type { BoundOutcome } from '../planning-engine.port.js';
import type { Best } from './best.js';

/** A gap below this counts as none: what remains is rounding. */
export const CLOSED_GAP = 1e-6;

/** True where the relaxation itself shows that no plan is better, so that nothing is left to be done. */
export function isProven(
  problem: Problem,
  { feasible, objective, solution }: Best,
  { jointBound: bound }: Pick<BoundOutcome, 'jointBound'>,
): boolean {
  if (!feasible || objective - bound > CLOSED_GAP * Math.max(1, Math.abs(objective))) return false;
  const { unassignedPoints } = evaluateSolution(problem, solution);
  return objective - bound <= CLOSED_GAP * Math.max(1, objective - unassignedPoints);
}
