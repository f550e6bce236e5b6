import type { Problem } from '../problem/problem.js';
import { proveBound, withProvenFloor } from './bound-from-multipliers.js';
import { findBookPrices } from './book-prices.js';
import { BookRelaxation } from './book-relaxation.js';
import { jointGain } from './joint-parts.js';
import { findLinearPrices, isLinearWorthwhile } from './linear-prices.js';
import { findLoadPrices } from './load-prices.js';
import type { ModelSolver } from './model-solver.js';
import { floorPoints, type Multipliers } from './multipliers.js';
import { reducedCostsOf } from './reduced-costs.js';
import { type ProposedPart, settleUnassigned, type UnassignedFloor } from './unassigned-floor.js';

export interface BoundProgress {
  readonly phase: 'unassigned' | 'load-prices' | 'linear-prices' | 'book-prices';
  readonly iteration: number;
  /** The best bound so far, before rounding is taken off. */
  readonly bound: number;
}

export interface BoundOptions {
  /** Cost of a known plan; Infinity when none is known. A good one makes a good bound quickly. */
  readonly upperBound: number;
  /** Most iterations of the last phase (the books), which is where the bound gets tight. */
  readonly iterations: number;
  /** Asked once an iteration; what is proven by then is returned. */
  readonly shouldStop?: () => boolean;
  readonly onProgress?: (progress: BoundProgress) => void;
  /** Multipliers of an earlier bound of this problem (or of one of the same shape): skips the first phases. */
  readonly warm?: Multipliers;
  /** Where hours are short, with multipliers for the counting problem of each part; looked for if absent. */
  readonly floor?: readonly ProposedPart[];
  /** Finds prices much sooner where the problem is not too large; does without if absent. */
  readonly solver?: ModelSolver | undefined;
}

export interface LagrangianBound {
  /** No plan costs less. */
  readonly bound: number;
  /** The same, with the help of the solver: at least `bound`, at most `upperBound`. */
  readonly jointBound: number;
  /** True where the linear relaxation was solved for the prices: further ones are hardly better. */
  readonly linear: boolean;
  /** The proof of `bound`: `boundFromMultipliers` recomputes it from them. */
  readonly multipliers: Multipliers;
  /** For each arc, what a plan that uses it costs at least beyond `bound`; Infinity if no plan can use it. */
  readonly reducedCosts: Float64Array;
  /** For each pair, what a plan that opens it costs at least beyond `bound`. */
  readonly pairSlack: Float64Array;
  readonly iterations: number;
  readonly provenUnassigned: Omit<UnassignedFloor, 'parts'>;
}

const LOAD_ITERATIONS = 150;
/** The same where a linear program follows. */
const FIRST_LOAD_ITERATIONS = 30;
/** The share of the iterations on books that is left to do after one. */
const AFTER_LINEAR = 0.4;
/** Prices are not looked for anew where no more than this share of a plan, beside unassigned accounts, is unproven. */
const NEAR = 0.01;
/** Parts are not solved as one where more than this share is: better prices bring more. */
const WIDE = 0.02;
/** With no more arcs than this they are small anyway. */
const FEW_ARCS = 2_000;
/** Nodes of the searches of all CSMs in one iteration, about, and the most for one of them. */
const NODES = 10_000_000;
const MOST_NODES = 20_000;

/**
 * A proven lower bound on the cost of every plan of `problem`. Deterministic as long as `shouldStop` is.
 *
 * Three phases: the unassigned accounts that no plan avoids are counted; prices for loads are found on the relaxation
 * that opens pairs and assigns units; then each CSM's cheapest book is found exactly while the units' prices move
 * until nearly every unit is in one book.
 */
export function lagrangianBound(problem: Problem, options: BoundOptions): LagrangianBound {
  const { upperBound, shouldStop, warm } = options;
  const report = (phase: BoundProgress['phase']) => (iteration: number, bound: number) =>
    options.onProgress?.({ phase, iteration, bound });
  const relaxation = new BookRelaxation(problem);
  const floor = warm
    ? floorOf(problem, warm, upperBound)
    : settleUnassigned(problem, upperBound, relaxation.dead, {
        proposed: options.floor,
        shouldStop,
        onIteration: report('unassigned'),
      });
  report('unassigned')(0, floor.points);
  const common = { upperBound, shouldStop };
  // Before the ascent, which takes all the time there is; at first prices, or else at better ones.
  const before = warm && jointBound(relaxation, { ...warm, floor: floor.parts }, floor, options);
  const first = firstPrices(relaxation, floor, options, report);
  const again = warm && before === undefined && first.linear;
  const joint = again ? jointBound(relaxation, first.multipliers, floor, options) : before;
  const second = findBookPrices(relaxation, first.multipliers, {
    ...common,
    iterations: first.linear ? Math.ceil(options.iterations * AFTER_LINEAR) : options.iterations,
    nodeLimit: Math.max(500, Math.min(MOST_NODES, Math.ceil(NODES / problem.csmCount))),
    onIteration: report('book-prices'),
  });
  const nodes = shouldStop?.() === true ? NODES : undefined;
  const proven = proveBound(relaxation, second.multipliers, nodes);
  const reduced = reducedCostsOf(proven.relaxation, second.multipliers.unit);
  return {
    bound: proven.bound,
    jointBound: Math.max(proven.bound, joint ?? -Infinity),
    linear: first.linear,
    multipliers: second.multipliers,
    reducedCosts: reduced.arcs,
    pairSlack: reduced.pairs,
    iterations: first.iterations + second.iterations,
    provenUnassigned: { points: floor.points, settled: floor.settled },
  };
}

/** The bound at these prices with each part where hours are short solved as one; undefined where none can or should be. */
function jointBound(
  relaxation: BookRelaxation,
  multipliers: Multipliers,
  floor: UnassignedFloor,
  { upperBound, solver, shouldStop }: BoundOptions,
): number | undefined {
  if (!solver || !floor.settled || floor.parts.length === 0 || upperBound === Infinity) return undefined;
  const { bound } = proveBound(relaxation, multipliers, NODES);
  const isLarge = relaxation.problem.arcCsm.length > FEW_ARCS;
  if (isLarge && upperBound - bound > WIDE * (upperBound - floor.points)) return undefined;
  const reducedCosts = reducedCostsOf(relaxation, multipliers.unit).arcs;
  const priced = { relaxation, multipliers, bound, reducedCosts };
  const gain = jointGain(priced, upperBound, solver, shouldStop);
  return gain === undefined ? undefined : Math.min(upperBound, bound + gain);
}

/** Prices to begin the cheapest books with, and whether little is left to be gained from there. */
function firstPrices(
  relaxation: BookRelaxation,
  floor: UnassignedFloor,
  { upperBound, shouldStop, solver, warm }: BoundOptions,
  report: (phase: BoundProgress['phase']) => (iteration: number, bound: number) => void,
): { multipliers: Multipliers; iterations: number; linear: boolean } {
  const { problem, dead, loads } = relaxation;
  const helper = solver && isLinearWorthwhile(problem, floor.parts) ? solver : undefined;
  const common = { upperBound, shouldStop };
  const known = warm && { ...warm, floor: floor.parts };
  const first = known
    ? { multipliers: known, iterations: 0, bound: proveBound(relaxation, known, NODES).bound }
    : findLoadPrices(problem, dead, loads, floor.parts, {
        ...common,
        iterations: helper ? FIRST_LOAD_ITERATIONS : LOAD_ITERATIONS,
        onIteration: report('load-prices'),
      });
  const left = upperBound - first.bound;
  const near = left <= 0 || (warm !== undefined && left <= NEAR * (upperBound - floor.points));
  if (!helper || near) return { ...first, linear: false };
  const second = findLinearPrices(relaxation, first.multipliers, {
    ...common,
    solver: helper,
    onIteration: report('linear-prices'),
  });
  const { multipliers } = second;
  return { multipliers, iterations: first.iterations + second.iterations, linear: second.iterations > 0 };
}

function floorOf(problem: Problem, warm: Multipliers, upperBound: number): UnassignedFloor {
  const { floor: parts } = withProvenFloor(problem, warm);
  const points = floorPoints(parts);
  const least = problem.unassignedPoints.reduce((min, p) => (p > 0 ? Math.min(min, p) : min), Infinity);
  return { points, settled: upperBound < points + least, parts };
}
