import { buildMip, readSolution, warmStart } from '../../domain/model/index.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import { focusOn } from '../../domain/search/focus.js';
import type { BoundOutcome } from '../planning-engine.port.js';
import { isEasy } from './prove-exactly.js';
import { type Found, isBetter } from './best.js';
import type { SolveContext } from './solve.js';

/** A MIP of more units than this is not worth its time as a whole: neighbourhoods do better there. */
const MOST_UNITS = 3_000;
/** Arcs beside one for each unit of the two models: the smaller one is solved further, the larger one may hold more. */
const CHOICES = [400, 1_200] as const;
/** The share of the remaining time that both, side by side, may take. */
const SHARE = 0.3;
const GAP = 1e-5;

/**
 * Solves the whole problem as a MIP twice at once, among few of the cheapest arcs; the best of all plans. The clock ends
 * it, so that it has no part in plans that have to be repeatable.
 */
export async function focusedMips(
  context: SolveContext,
  best: Found,
  bounding: BoundOutcome,
): Promise<Found> {
  const { problem, options, deadline } = context;
  if (!best.feasible || isEasy(context, best, bounding) || problem.unitCount > MOST_UNITS) return best;
  if (options.iterations !== null || deadline === undefined) return best;
  const found = await Promise.all(
    CHOICES.map((choices) => solveAmong(context, best, bounding.reducedCosts, choices)),
  );
  return found.reduce((a, b) => (isBetter(b, a) ? b : a), best);
}

async function solveAmong(
  { problem, options, engine, deadline, now }: SolveContext,
  best: Found,
  reducedCosts: Float64Array,
  choices: number,
): Promise<Found> {
  const focus = focusOn(problem, reducedCosts, choices / problem.unitCount, best.solution);
  const model = buildMip(focus.problem);
  const outcome = await engine.solvers[options.solver === 'glpk' ? 'glpk' : 'highs'].solve(
    model,
    {
      timeLimitSeconds: Math.max(0.1, (SHARE * (deadline! - now())) / 1000),
      relativeGap: GAP,
      seed: options.seed,
      warmStart: warmStart(model, focus.fromWhole(best.solution)!),
    },
    options.signal,
  );
  if (outcome.status !== 'optimal' && outcome.status !== 'feasible') return best;
  const solution = focus.toWhole(readSolution(model, outcome.x));
  const { objective, feasible } = evaluateSolution(problem, solution);
  return { ...best, solution, objective, feasible };
}
