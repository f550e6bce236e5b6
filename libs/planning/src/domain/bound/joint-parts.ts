import { buildMip } from '../model/build-mip.js';
import type { BookRelaxation } from './book-relaxation.js';
import { type JointPart, jointPartOf } from './joint-problem.js';
import type { ModelSolver } from './model-solver.js';
import type { FloorPart, Multipliers } from './multipliers.js';

/** A part with more arcs left than this takes too long. */
const MOST_ARCS = 2_000;
/** The share of the time left that one part may take. */
const SHARE = 0.4;
/** What a solver's tolerances may have added, as a share of everything that was added up. */
const TOLERANCE = 1e-6;

/** A relaxation at its prices, and what they prove. */
export interface Priced {
  readonly relaxation: BookRelaxation;
  readonly multipliers: Multipliers;
  readonly bound: number;
  /** For each arc, what a plan that uses it costs at least beyond `bound`. */
  readonly reducedCosts: Float64Array;
}

/**
 * By how many points the bound rises where the books of CSMs whose hours are short for the units of a part are not
 * chosen each by itself, but together: each of the part's units is in one of them, or unassigned, and no more are
 * unassigned than in every plan. All other units keep their prices, and take part where that pays. What is left is a
 * mixed-integer program of few CSMs, whose bound takes the place of the sum of their cheapest books.
 *
 * Holds for plans better than `upperBound`, which leave no more unassigned than the floor: it has to be settled.
 * @returns undefined where every part is too large at these prices
 */
export function jointGain(
  priced: Priced,
  upperBound: number,
  solver: ModelSolver,
  stop?: () => boolean,
): number | undefined {
  const { multipliers } = priced;
  let gain: number | undefined;
  for (const part of bySize(multipliers.floor)) {
    if (stop?.()) break;
    const joint = jointPartOf(priced, part, upperBound - priced.bound);
    if (joint && joint.problem.arcCsm.length <= MOST_ARCS) gain = (gain ?? 0) + gainOf(joint, solver);
  }
  return gain;
}

function bySize(floor: readonly FloorPart[]): FloorPart[] {
  return [...floor].sort((a, b) => a.units.length - b.units.length);
}

function gainOf({ problem, books, magnitude }: JointPart, solver: ModelSolver): number {
  const least = solver.leastCost(buildMip(problem), { share: SHARE });
  if (least === undefined) return 0;
  return Math.max(0, least - TOLERANCE * (Math.abs(least) + magnitude) - books);
}
