import type { Problem } from '../problem/problem.js';
import { leastUnassignedPoints } from '../problem/unassigned-points.js';
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
  const known = warm && startAt(relaxation, { ...warm, floor: floor.parts }, options);
  // Before the ascent, which takes all the time there is; at first prices, or else at better ones.
  const before = known?.bound === undefined ? undefined : jointBound(relaxation, known, floor, options);
  const first = firstPrices(relaxation, known, floor, options, report);
  const again = known && before === undefined && first.linear;
  const joint = again ? jointBound(relaxation, first, floor, options) : before;
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

/** Prices, and what they prove, where that is known. */
interface Start {
  readonly multipliers: Multipliers;
  readonly bound?: number | undefined;
}

/** Given prices, with what they prove where a solver could make more of them. */
function startAt(relaxation: BookRelaxation, multipliers: Multipliers, { solver }: BoundOptions): Start {
  const { floor } = multipliers;
  const helped = solver && (floor.length > 0 || isLinearWorthwhile(relaxation.problem, floor));
  return helped ? { multipliers, bound: proveBound(relaxation, multipliers, NODES).bound } : { multipliers };
}

/**
 * The bound at these prices with each part where hours are short solved as one; undefined where none can or should be.
 * @param at `bound`: the relaxation is at these prices
 */
function jointBound(
  relaxation: BookRelaxation,
  at: Start,
  floor: UnassignedFloor,
  { upperBound, solver, shouldStop }: BoundOptions,
): number | undefined {
  if (!solver || !floor.settled || floor.parts.length === 0 || upperBound === Infinity) return undefined;
  const { multipliers } = at;
  const bound = at.bound ?? proveBound(relaxation, multipliers, NODES).bound;
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
  known: Start | undefined,
  floor: UnassignedFloor,
  { upperBound, shouldStop, solver }: BoundOptions,
  report: (phase: BoundProgress['phase']) => (iteration: number, bound: number) => void,
): { multipliers: Multipliers; iterations: number; linear: boolean } {
  const { problem, dead, loads } = relaxation;
  const helper = solver && isLinearWorthwhile(problem, floor.parts) ? solver : undefined;
  const common = { upperBound, shouldStop };
  const first = known
    ? { ...known, iterations: 0 }
    : findLoadPrices(problem, dead, loads, floor.parts, {
        ...common,
        iterations: helper ? FIRST_LOAD_ITERATIONS : LOAD_ITERATIONS,
        onIteration: report('load-prices'),
      });
  const { multipliers, iterations, bound = -Infinity } = first;
  const left = upperBound - bound;
  const near = left <= 0 || (known !== undefined && left <= NEAR * (upperBound - floor.points));
  if (!helper || near) return { multipliers, iterations, linear: false };
  const second = findLinearPrices(relaxation, multipliers, {
    ...common,
    solver: helper,
    onIteration: report('linear-prices'),
  });
  return {
    multipliers: second.multipliers,
    iterations: iterations + second.iterations,
    linear: second.iterations > 0,
  };
}

function floorOf(problem: Problem, warm: Multipliers, upperBound: number): UnassignedFloor {
  const { floor: parts } = withProvenFloor(problem, warm);
  const points = floorPoints(parts);
  const least = leastUnassignedPoints(problem);
  return { points, settled: upperBound < points + least, parts };
}
