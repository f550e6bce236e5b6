import {
  accountPointsOf,
  contendedParts,
  countingPart,
  multipliersOfDuals,
  type ProposedPart,
} from '../../domain/bound/index.js';
import { buildMip, readSolution, warmStart } from '../../domain/model/index.js';
import { restrictProblem } from '../../domain/model/restrict-problem.js';
import { capUnassigned } from '../../domain/problem/cap-unassigned.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { SolverOutcome } from '../solver.port.js';
import { type Best, isBetter } from './best.js';
import type { SolveContext } from './solve.js';

/** Where hours are too short for everybody. */
export interface Contention {
  /** The units concerned, in parts, with multipliers that tell how many accounts stay unassigned at least. */
  readonly floor: readonly CountedPart[];
  /** For each unit of the problem the arc that leaves as few unassigned as can be; −1 = the unit is not concerned. */
  readonly held: Int32Array;
}

interface CountedPart extends ProposedPart {
  /** As few accounts (points, where accounts differ) stay unassigned as that, as far as is known. */
  readonly least: number;
}

type Settling = Pick<SolveContext, 'problem' | 'engine' | 'options' | 'deadline' | 'now'>;

/** The share of the time limit that one part may take, and the nodes after which it is good enough. */
const SHARE = 0.1;
const NODES = 500;
const NO_LIMIT_SECONDS = 600;
/** A part's plan is good enough within this share of its points. */
const PART_GAP = 1e-4;
/** A count is good within this factor of what hours alone leave over. */
const NEAR = 1.1;
/** Parts that are solved at once. */
const LANES = 2;
/** Moves tried for each arc of the parts when their plan is improved, and bounds within which that is kept. */
const ITERATIONS = { perArc: 1_000, least: 100_000, most: 4_000_000 } as const;

/**
 * Who is left without a CSM where hours are too short, part by part, by the MIP that only counts them. Search is weak
 * there: it trades full books against each other, and one more account only fits after many trades that gain nothing.
 */
export async function settleContention(context: Settling): Promise<Contention> {
  const { problem } = context;
  const held = new Int32Array(problem.unitCount).fill(-1);
  const floor = await Promise.all(
    contendedParts(problem).map(async (units): Promise<CountedPart[]> => {
      const part = countingPart(problem, units);
      const model = buildMip(part);
      const linear = await solveCount(context, model, true);
      if (linear.status !== 'optimal' || !linear.duals) return [];
      const whole = await solveCount(context, model, false);
      if (isGoodCount(whole, linear.objective)) {
        const chosen = readSolution(model, whole.x);
        units.forEach((u, k) => (held[u] = problem.arcStart[u]! + chosen[k]! - part.arcStart[k]!));
      }
      const least = whole.status === 'optimal' ? whole.objective : linear.objective;
      return [
        { units, multipliers: multipliersOfDuals(model, linear.duals), least: Math.ceil(least - 1e-6) },
      ];
    }),
  );
  return { floor: floor.flat(), held };
}

type Counted = Extract<SolverOutcome, { status: 'optimal' | 'feasible' }>;

/** Whoever is held stays with a count: one that time ended may be a poor one, so it has to be near the least there is. */
function isGoodCount(outcome: SolverOutcome, least: number): outcome is Counted {
  if (outcome.status === 'optimal') return true;
  return outcome.status === 'feasible' && outcome.objective <= Math.ceil(least * NEAR) + 1;
}

function solveCount(
  { problem, engine, options, deadline, now }: Settling,
  model: ReturnType<typeof buildMip>,
  lpOnly: boolean,
): Promise<SolverOutcome> {
  const left = deadline === undefined ? NO_LIMIT_SECONDS : (deadline - now()) / 1000;
  return engine.solvers.highs.solve(
    model,
    {
      timeLimitSeconds: Math.max(0.1, options.iterations === null ? SHARE * left : NO_LIMIT_SECONDS),
      // Less than one account cannot be saved.
      ...(accountPointsOf(problem) === undefined ? {} : { absoluteGap: 0.999 }),
      nodeLimit: NODES,
      seed: options.seed,
      lpOnly,
    },
    options.signal,
  );
}

/**
 * A better plan of the units that are held, everything else as it is: each part as a MIP in which no more are left
 * unassigned than now (fewer, where fewer may be possible), then all of them by a search of their own.
 */
export async function improveHeld<B extends Best>(context: SolveContext, best: B, share: number): Promise<B> {
  const { held, floor } = context.contention;
  const units = [...held.keys()].filter((u) => held[u]! >= 0);
  if (units.length === 0 || !best.feasible) return best;
  const until = context.by(share);
  const parts = floor.map(({ units: all, least }) => ({
    units: [...all].filter((u) => held[u]! >= 0),
    least,
  }));
  const solved = await solveParts(context, best.solution, parts, until);
  const joined = solved.reduce<B>((plan, { units: part, solution }) => {
    const next = plan.solution.slice();
    for (const u of part) next[u] = solution[u]!;
    return better(context, plan, next);
  }, best);
  return searchHeld(context, joined, units, until);
}

interface HeldPart extends Pick<CountedPart, 'least'> {
  readonly units: readonly number[];
}

interface SolvedPart {
  readonly units: readonly number[];
  /** As the given one, but for these units. */
  readonly solution: Solution;
}

/** The parts one after the other in each thread, the small ones first: what they do not need is left to the others. */
async function solveParts(
  context: SolveContext,
  solution: Solution,
  parts: readonly HeldPart[],
  until: number | undefined,
): Promise<readonly SolvedPart[]> {
  const waiting = [...parts.entries()].sort(([m, a], [n, b]) => a.units.length - b.units.length || m - n);
  const solved = new Array<SolvedPart>(parts.length);
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [n, held] = next;
      const share = Math.min(1, LANES / (waiting.length + 1));
      solved[n] = { units: held.units, solution: await solvePart(context, solution, held, share, until) };
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return solved;
}

/** The cheapest places for the units of one part, by a MIP, within a share of the time that is left. */
async function solvePart(
  { problem, engine, options, now }: SolveContext,
  solution: Solution,
  { units, least }: HeldPart,
  share: number,
  until: number | undefined,
): Promise<Solution> {
  const timed = until !== undefined && options.iterations === null;
  const seconds = timed ? (share * (until - now())) / 1000 : NO_LIMIT_SECONDS;
  if (seconds <= 0) return solution;
  const part = restrictProblem(problem, solution, units);
  const isLeast = countOf(problem, solution, units) <= least;
  const model = buildMip(isLeast ? capUnassigned(part.problem, part.start) : part.problem);
  const outcome = await engine.solvers.highs.solve(
    model,
    {
      timeLimitSeconds: seconds,
      relativeGap: PART_GAP,
      nodeLimit: NODES,
      seed: options.seed,
      warmStart: warmStart(model, part.start),
    },
    options.signal,
  );
  const found = outcome.status === 'optimal' || outcome.status === 'feasible';
  return found ? part.mapBack(readSolution(model, outcome.x)) : solution;
}

/** Accounts (points, where accounts differ) that a solution leaves unassigned among these units. */
function countOf(problem: Problem, solution: Solution, units: readonly number[]): number {
  const points = units.reduce(
    (sum, u) => sum + (problem.arcCsm[solution[u]!]! < 0 ? problem.unassignedPoints[u]! : 0),
    0,
  );
  return points / (accountPointsOf(problem) ?? 1);
}

async function searchHeld<B extends Best>(
  context: SolveContext,
  best: B,
  units: readonly number[],
  until: number | undefined,
): Promise<B> {
  const { problem, engine, options, now } = context;
  if (until !== undefined && now() >= until) return best;
  const part = restrictProblem(problem, best.solution, units);
  const thoroughly = ITERATIONS.perArc * part.arcs.length;
  const iterations = Math.min(
    options.iterations ?? Number.POSITIVE_INFINITY,
    Math.max(ITERATIONS.least, Math.min(ITERATIONS.most, thoroughly)),
  );
  const found = await engine.search(
    part.problem,
    { iterations, seed: options.seed, start: part.start },
    { deadline: until, signal: options.signal },
  );
  return better(context, best, part.mapBack(found.solution));
}

/** `best`, or what it becomes with a better solution. */
function better<B extends Best>({ problem }: Pick<SolveContext, 'problem'>, best: B, solution: Solution): B {
  const { objective, feasible } = evaluateSolution(problem, solution);
  const judged = { ...best, solution, objective, feasible };
  return isBetter(judged, best) ? judged : best;
}

/** The same with everybody free. */
export function nobodyHeld({ contention }: Pick<SolveContext, 'contention'>): Contention {
  return { ...contention, held: contention.held.map(() => -1) };
}

/** The same with whoever is held where a plan has him. */
export function heldIn(solution: Solution, { contention }: Pick<SolveContext, 'contention'>): Contention {
  return { ...contention, held: placesIn(solution, contention) };
}

/** The arcs of a plan for the units that are held; undefined where none is. */
export function heldAt(solution: Solution, { held }: Contention): Int32Array | undefined {
  return held.some((arc) => arc >= 0) ? placesIn(solution, { held }) : undefined;
}

function placesIn(solution: Solution, { held }: Pick<Contention, 'held'>): Int32Array {
  return held.map((arc, u) => (arc < 0 ? -1 : solution[u]!));
}

/** The solution with the held units on their arcs. */
export function withHeld(solution: Solution, { held }: Contention): Solution {
  return solution.map((arc, u) => (held[u]! >= 0 ? held[u]! : arc));
}
