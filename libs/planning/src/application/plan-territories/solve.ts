import type { CompiledCompany } from '../../domain/compile/compile.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { BoundOutcome, PlanningEngine } from '../planning-engine.port.js';
import { type Contention, heldIn, improveHeld, nobodyHeld, settleContention } from './contention.js';
import { enduringEngine } from './enduring-engine.js';
import { focusedMips } from './focused-mips.js';
import { improveByMip } from './improve-by-mip.js';
import { Pace } from './pace.js';
import type { PhaseClock } from './phase-clock.js';
import type { PhaseName, PlanOptions } from './plan-options.js';
import { proveExactly } from './prove-exactly.js';
import { isProven } from './proven.js';
import type { Best, Found } from './best.js';
import { firstSearches, focusedSearches } from './searches.js';

/** Moments of the time limit, as shares of it, by which each step has to be done. */
const BY = {
  search: 0.5,
  focus: 0.62,
  held: 0.73,
  bound: 0.75,
  secondFocus: 0.83,
  secondHeld: 0.88,
} as const;
/** Iterations on the cheapest books: enough to tell good arcs from others; then as many as there is time for. */
const ITERATIONS = { pricing: 30, bound: 150, last: 400 } as const;

const BY_BOOKS = 'Lagrangian relaxation (cheapest books)';
const BY_JOINT = 'Lagrangian relaxation (cheapest books, some of them together by branch and bound)';

export interface Solved {
  readonly solution: Solution;
  /** As the problem counts it. */
  readonly objective: number;
  /** False: the solution breaks hard limits. */
  readonly feasible: boolean;
  readonly bound: number | null;
  readonly boundBy: string | null;
  readonly provenInfeasible: boolean;
  readonly method: 'mip' | 'heuristic';
  readonly iterations: number;
  readonly stoppedByTime: boolean;
  /** Steps that were lost because their thread died or hung, in words; the rest was done without them. */
  readonly losses: readonly string[];
}

/** What the phases share. */
export interface SolveContext {
  readonly problem: Problem;
  readonly options: PlanOptions;
  readonly engine: PlanningEngine;
  readonly now: () => number;
  /** Milliseconds since the epoch; undefined = no limit. */
  readonly deadline: number | undefined;
  readonly clock: PhaseClock;
  readonly contention: Contention;
  readonly pace: Pace;
  readonly report: (phase: PhaseName, done: number, objective: number | null, bound: number | null) => void;
  /** A plan to begin with; undefined = none is known. */
  readonly start?: Solution | undefined;
  /** The moment when so much of the time limit is over; undefined = no limit. */
  readonly by: (share: number) => number | undefined;
}

/** What a run is given beside the problem. */
export type SolveFrame = Pick<SolveContext, 'now' | 'deadline' | 'clock' | 'start'>;

/**
 * A first search beside first prices; then searches among the arcs that are cheap at those prices, and better prices
 * (a bound) for the better plan; then, where little is left, the exact model, and MIP neighbourhoods beside the last
 * bound.
 */
export async function solve(
  { problem }: Pick<CompiledCompany, 'problem'>,
  options: PlanOptions,
  engine: PlanningEngine,
  frame: SolveFrame,
): Promise<Solved> {
  const losses = new Set<string>();
  const enduring = enduringEngine(engine, (why) => losses.add(why));
  const settled = await contextOf(problem, options, enduring, frame);
  const { clock } = settled;
  const {
    found: first,
    quick,
    pricing,
  } = await firstSearches(settled, (upperBound) =>
    boundBy(settled, BY.search, { upperBound, iterations: ITERATIONS.pricing }),
  );
  if (isProven(problem, first, pricing)) {
    clock.end('search', objectiveOf(first), pricing.jointBound);
    return provenBy(pricing, first, clock, losses);
  }
  // What is held may leave no plan to the others.
  const contention = first.feasible ? heldIn(first.solution, settled) : nobodyHeld(settled);
  const context = { ...settled, contention };
  const searched = await focusedSearches(context, first, pricing, BY.focus, 0);
  const steps = { searched, pricing, warm: quick.feasible };
  const { found, bounding } = await (pricing.linear
    ? boundBeside(context, steps)
    : boundBetween(context, steps));
  clock.end('search', objectiveOf(found), pricing.jointBound);
  if (isProven(problem, found, bounding)) return provenBy(bounding, found, clock, losses);
  const searchedAgain = pricing.linear
    ? found
    : await focusedSearches(context, found, bounding, BY.secondFocus, 1);
  const again = await improveHeld(context, searchedAgain, BY.secondHeld);
  const relaxed = [pricing, bounding];
  const mixed = await focusedMips(context, again, bounding);
  const exact = await proveExactly(context, mixed, bounding);
  const last = exact.closed
    ? undefined
    : boundBy(
        context,
        1,
        { upperBound: upperBoundOf(exact), iterations: ITERATIONS.last, warm: bounding.multipliers },
        bounding,
      );
  const improved = exact.closed ? exact : await improveByMip(context, exact, bounding);
  const { bound, by } = finalBound(exact, [...relaxed, ...(last ? [await last] : [])]);
  clock.end('prove', objectiveOf(improved), bound);
  return {
    solution: improved.solution,
    objective: improved.objective,
    feasible: improved.feasible,
    bound,
    boundBy: by,
    provenInfeasible: exact.provenInfeasible,
    method: exact.closed ? 'mip' : 'heuristic',
    iterations: again.iterations,
    stoppedByTime: again.stoppedByTime || exact.stoppedByTime || improved.stoppedByTime === true,
    losses: [...losses],
  };
}

interface FirstSteps {
  readonly searched: Found;
  readonly pricing: BoundOutcome;
  /** The first prices are worth going on from. */
  readonly warm: boolean;
}

interface Bounded {
  readonly found: Found;
  readonly bounding: BoundOutcome;
}

/** Better prices for the plan at hand, beside better places for whoever is held: the next search waits for the prices. */
async function boundBetween(context: SolveContext, steps: FirstSteps): Promise<Bounded> {
  const [found, bounding] = await Promise.all([
    improveHeld(context, steps.searched, BY.held),
    secondBound(context, steps, steps.searched),
  ]);
  return { found, bounding };
}

/** The first prices are as good as they get: the next search goes on with them, beside the bound for the plan at hand. */
async function boundBeside(context: SolveContext, steps: FirstSteps): Promise<Bounded> {
  const bound = secondBound(context, steps, steps.searched);
  const held = await improveHeld(context, steps.searched, BY.held);
  const found = await focusedSearches(context, held, steps.pricing, BY.secondFocus, 1);
  return { found, bounding: await bound };
}

function secondBound(
  context: SolveContext,
  { pricing, warm }: FirstSteps,
  best: Best,
): Promise<BoundOutcome> {
  const priced = Number.isFinite(pricing.bound);
  return boundBy(
    context,
    BY.bound,
    {
      upperBound: upperBoundOf(best),
      iterations: ITERATIONS.bound,
      ...(warm && priced ? { warm: pricing.multipliers } : {}),
    },
    priced ? pricing : undefined,
  );
}

async function contextOf(
  problem: Problem,
  options: PlanOptions,
  engine: PlanningEngine,
  frame: SolveFrame,
): Promise<SolveContext> {
  const started = frame.now();
  const { deadline } = frame;
  const contention = await settleContention({ problem, options, engine, ...frame });
  return {
    contention,
    pace: new Pace(frame.now, problem.arcCsm.length),
    problem,
    options,
    engine,
    ...frame,
    by: (share) => (deadline === undefined ? undefined : started + share * (deadline - started)),
    report: (phase, done, objective, bound) =>
      options.onProgress?.({
        phase,
        // A step that is under way when its time is up is finished all the same.
        done: Math.min(1, done),
        objective,
        bound: bound !== null && Number.isFinite(bound) ? bound : null,
      }),
  };
}

/** A bound by a moment of the time limit; the known one where that is too late to begin. */
function boundBy(
  { problem, engine, options, by, pace, contention: { floor } }: SolveContext,
  share: number,
  bound: Omit<Parameters<PlanningEngine['lowerBound']>[1], 'floor'>,
  known?: BoundOutcome,
): Promise<BoundOutcome> {
  const arcs = problem.arcCsm.length;
  const deadline = pace.deadlineFor('bound', arcs, by(share));
  if (known && pace.isLate('bound', arcs, by(share))) return Promise.resolve(known);
  const stop = { deadline, signal: options.signal };
  return pace.time('bound', arcs, deadline, engine.lowerBound(problem, { ...bound, floor }, stop));
}

function objectiveOf({ feasible, objective }: Best): number | null {
  return feasible ? objective : null;
}

function upperBoundOf({ feasible, objective }: Best): number {
  return feasible ? objective : Number.POSITIVE_INFINITY;
}

/** The best of what the relaxation and what the exact model has proven. */
function finalBound(
  exact: {
    readonly bound: number | null;
    readonly boundBy: string | null;
    readonly provenInfeasible: boolean;
  },
  relaxed: readonly BoundOutcome[],
): { bound: number | null; by: string | null } {
  if (exact.provenInfeasible) return { bound: null, by: null };
  const best = relaxed.reduce((a, b) => (b.jointBound > a.jointBound ? b : a));
  if (exact.bound !== null && exact.bound >= best.jointBound)
    return { bound: exact.bound, by: exact.boundBy };
  return Number.isFinite(best.jointBound)
    ? { bound: best.jointBound, by: methodOf(best) }
    : { bound: null, by: null };
}

function methodOf({ bound, jointBound }: BoundOutcome): string {
  return jointBound > bound ? BY_JOINT : BY_BOOKS;
}

function provenBy(bounding: BoundOutcome, found: Found, clock: PhaseClock, losses: Iterable<string>): Solved {
  const bound = Math.min(bounding.jointBound, found.objective);
  clock.end('prove', found.objective, bound);
  return {
    ...found,
    bound,
    boundBy: methodOf(bounding),
    provenInfeasible: false,
    method: 'heuristic',
    losses: [...losses],
  };
}
