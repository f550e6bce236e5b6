import { suitsExactGroups } from '../../domain/search/exact-group.js';
import { cheapestArcs, focusOn, holdArcs } from '../../domain/search/focus.js';
import { keepArcs, type ThinnedProblem } from '../../domain/problem/keep-arcs.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { BoundOutcome, SearchOutcome } from '../planning-engine.port.js';
import { type Found, isBetter } from './best.js';
import { heldAt, improveHeld, withHeld } from './contention.js';
import { isProven } from './proven.js';
import type { SolveContext } from './solve.js';

/** The moments of the time limit by which the first look is over, the first whole search, and the held ones' places. */
const BY = { quick: 0.1, whole: 0.4, held: 0.5 } as const;
/** Moves tried for each unit or, where that is more, for each arc, and bounds within which that is kept. */
const QUICK = { perUnit: 10, most: 500_000 } as const;
const WHOLE = { perUnit: 200, perArc: 60, least: 100_000, most: 4_000_000 } as const;
/** How many arcs more than one for each unit the two focused searches have, by round. */
const EXTRA = [
  [0.5, 1],
  [0.8, 2],
] as const;
/** The same where there are few units: so many arcs in all. */
const LEAST_EXTRA = 400;
/** Moves tried for each arc in focus, and bounds within which that is kept. */
const FOCUSED = { perArc: 400, least: 300_000, most: 30_000_000 } as const;
/** The same where groups of CSMs are replanned exactly, which goes on bringing something. */
const EXACT_GROUPS = { extra: [2, 3], most: 1_000_000_000 } as const;

/**
 * A quick look at the whole problem, for what a plan costs about, where none is known; then, beside first prices, a
 * longer search of the whole, and better places for those who are held.
 */
export async function firstSearches(
  context: SolveContext,
  price: (upperBound: number) => Promise<BoundOutcome>,
): Promise<{ readonly found: Found; readonly quick: SearchOutcome; readonly pricing: BoundOutcome }> {
  const { problem, options } = context;
  const asked = options.iterations ?? Number.POSITIVE_INFINITY;
  const quickly = Math.min(asked, QUICK.most, problem.unitCount * QUICK.perUnit);
  const known = context.start && judged(problem, context.start);
  const open = openProblem(context);
  const quick = known?.feasible ? known : await searchWhole(context, open, quickly, BY.quick);
  const pricing = price(quick.feasible ? quick.objective : Number.POSITIVE_INFINITY);
  const enough = new AbortController();
  void pricing.then((priced) => {
    // A plan that has to be repeatable does not depend on which of the two is sooner done.
    if (options.iterations === null && isProven(problem, quick, priced)) enough.abort();
  });
  const moves = Math.max(problem.unitCount * WHOLE.perUnit, problem.arcCsm.length * WHOLE.perArc);
  const thoroughly = Math.min(WHOLE.most, Math.max(WHOLE.least, moves));
  const whole =
    quick.feasible && isLate(context, BY.whole)
      ? quick
      : await searchWhole(
          context,
          open,
          options.iterations ?? thoroughly,
          BY.whole,
          known?.solution,
          enough.signal,
        );
  const best = isBetter(quick, whole) ? quick : whole;
  const iterations = quick.iterations + whole.iterations;
  // What ends the quick look early only makes it quicker, but what follows is then not repeatable.
  const stoppedByTime = quick.stoppedEarly || (whole.stoppedEarly && !enough.signal.aborted);
  // Prices take longer than a search.
  const found = await improveHeld(context, { ...best, iterations, stoppedByTime }, BY.held);
  return { found, quick, pricing: await pricing };
}

/** Two searches at once among the arcs that are cheap at the prices; the best of all plans. */
export async function focusedSearches(
  context: SolveContext,
  best: Found,
  { reducedCosts }: BoundOutcome,
  share: number,
  round: 0 | 1,
): Promise<Found> {
  const { problem, contention } = context;
  if (best.feasible && isLate(context, share)) return { ...best, stoppedByTime: true };
  const rounded = withHeld(cheapestArcs(problem, reducedCosts), contention);
  // The rounded plan leaves nothing of a poor one behind; a good one is better improved.
  const start = round === 0 || !best.feasible ? rounded : best.solution;
  const found = await Promise.all(
    extraOf(problem, round).map((more, n) => {
      const focus = focusOn(problem, reducedCosts, more, start, heldAt(start, contention));
      return searchIn(context, focus, focus.fromWhole(start)!, share, 2 * round + n + 1);
    }),
  );
  return found.reduce<Found>(
    (a, b) => ({
      ...(isBetter(b, a) ? b : a),
      iterations: a.iterations + b.iterations,
      stoppedByTime: a.stoppedByTime || b.stoppedByTime,
    }),
    best,
  );
}

function extraOf(problem: Problem, round: 0 | 1): readonly number[] {
  if (suitsExactGroups(problem)) return EXACT_GROUPS.extra;
  return EXTRA[round].map((extra) => Math.max(extra, LEAST_EXTRA / problem.unitCount));
}

/** True where a search that has to be done by then need not begin. */
function isLate({ problem, pace, by }: SolveContext, share: number): boolean {
  return pace.isLate('search', problem.unitCount, by(share));
}

async function searchIn(
  { engine, options, by, report, pace }: SolveContext,
  { problem, toWhole }: ThinnedProblem,
  start: Solution,
  share: number,
  salt: number,
): Promise<Found> {
  const { arcCsm } = problem;
  const iterations = options.iterations ?? thoroughly(problem);
  const deadline = pace.deadlineFor('search', arcCsm.length, by(share));
  const search = engine.search(
    problem,
    { iterations, seed: options.seed + salt, start, onProgress: (p) => report('search', p.done, null, null) },
    { deadline, signal: options.signal },
  );
  const outcome = await pace.time('search', arcCsm.length, deadline, search);
  return { ...outcome, solution: toWhole(outcome.solution), stoppedByTime: outcome.stoppedEarly };
}

function thoroughly(problem: Problem): number {
  if (suitsExactGroups(problem)) return EXACT_GROUPS.most;
  const moves = FOCUSED.perArc * (problem.arcCsm.length - problem.unitCount);
  return Math.min(FOCUSED.most, Math.max(FOCUSED.least, moves));
}

/** A plan that is known, as if it had been found. */
function judged(problem: Problem, solution: Solution): SearchOutcome {
  const { objective, feasible } = evaluateSolution(problem, solution);
  return { solution, objective, feasible, iterations: 0, stoppedEarly: false };
}

/** The whole problem, but for units that are held; undefined = none is. */
function openProblem({ problem, contention }: SolveContext): ThinnedProblem | undefined {
  if (!contention.held.some((arc) => arc >= 0)) return undefined;
  return keepArcs(problem, holdArcs(problem, new Uint8Array(problem.arcCsm.length).fill(1), contention.held));
}

async function searchWhole(
  { problem, contention, options, engine, report, by, pace }: SolveContext,
  open: ThinnedProblem | undefined,
  iterations: number,
  share: number,
  start?: Solution,
  enough?: AbortSignal,
): Promise<SearchOutcome> {
  const from = start && open ? open.fromWhole(withHeld(start, contention)) : start;
  const searched = open?.problem ?? problem;
  const arcs = searched.arcCsm.length;
  const deadline = pace.deadlineFor('search', arcs, by(share));
  const search = engine.search(
    searched,
    {
      iterations,
      seed: options.seed,
      ...(from ? { start: from } : {}),
      onProgress: (p) => report('search', p.done, p.objective, null),
    },
    { deadline, signal: eitherOf(options.signal, enough) },
  );
  const outcome = await pace.time('search', arcs, deadline, search);
  return open ? { ...outcome, solution: open.toWhole(outcome.solution) } : outcome;
}

function eitherOf(a: AbortSignal | undefined, b: AbortSignal | undefined): AbortSignal | undefined {
  return a && b ? AbortSignal.any([a, b]) : (a ?? b);
}
