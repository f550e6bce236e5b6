import type { Problem } from '../problem/problem.js';
import { arcPoints } from './arc-points.term.js';
import { assignment } from './assignment.constraint.js';
import { hoursCeiling } from './hours-ceiling.constraint.js';
import { limitRows } from './limit-rows.constraint.js';
import { meterPoints } from './meter-points.term.js';
import type { TerritoryModel } from './mip-model.js';
import { ModelBuilder } from './model-builder.js';
import { pairCeiling } from './pair-ceiling.constraint.js';
import { strongPairLinking, weakPairLinking } from './pair-linking.constraint.js';
import { pairPoints } from './pair-points.term.js';
import { indexProblem } from './problem-index.js';

export interface BuildMipOptions {
  /** x ≤ y for each arc (default), or one aggregated row for each pair: smaller, but a looser relaxation. */
  readonly strongLinking?: boolean;
}

/**
 * The exact MIP of a territory problem: its optimum is the least objective of `evaluateSolution` over all feasible
 * solutions, with no constant left out. Hours are in hours, ARR in thousands where it is big, the objective in points.
 */
export function buildMip(problem: Problem, { strongLinking = true }: BuildMipOptions = {}): TerritoryModel {
  const model = new ModelBuilder(problem, indexProblem(problem));
  arcPoints(model);
  pairPoints(model);
  assignment(model);
  meterPoints(model);
  hoursCeiling(model);
  (strongLinking ? strongPairLinking : weakPairLinking)(model);
  limitRows(model);
  pairCeiling(model);
  return model.finish();
}
