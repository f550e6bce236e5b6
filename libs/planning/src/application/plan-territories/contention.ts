import {
  accountPointsOf,
  contendedParts,
  countingPart,
  multipliersOfDuals,
  type ProposedPart,
} from '../../domain/bound/index.js';
import { buildMip, readSolution } from '../../domain/model/index.js';
import { restrictProblem } from '../../domain/model/restrict-problem.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Solution } from '../../domain/problem/problem.js';
import type { SolverOutcome } from '../solver.port.js';
import { type Best, isBetter } from './best.js';
import type { SolveContext } from './solve.js';

/** Where hours are too short for everybody. */
export interface Contention {
  /** The units concerned, in parts, with multipliers that tell how many accounts stay unassigned at least. */
  readonly floor: readonly ProposedPart[];
  /** For each unit of the problem the arc that leaves as few unassigned as can be; −1 = the unit is not concerned. */
  readonly held: Int32Array;
}

type Settling = Pick<SolveContext, 'problem' | 'engine' | 'options' | 'deadline' | 'now'>;

/** The share of the time limit that one part may take, and the nodes after which it is good enough. */
const SHARE = 0.1;
const NODES = 500;
const NO_LIMIT_SECONDS = 600;
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
    contendedParts(problem).map(async (units): Promise<ProposedPart[]> => {
      const part = countingPart(problem, units);
      const model = buildMip(part);
      const linear = await solveCount(context, model, true);
      if (linear.status !== 'optimal' || !linear.duals) return [];
      const whole = await solveCount(context, model, false);
      if (whole.status === 'optimal' || whole.status === 'feasible') {
        const chosen = readSolution(model, whole.x);
        units.forEach((u, k) => (held[u] = problem.arcStart[u]! + chosen[k]! - part.arcStart[k]!));
      }
      return [{ units, multipliers: multipliersOfDuals(model, linear.duals) }];
    }),
  );
  return { floor: floor.flat(), held };
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

/** A better plan of the units that are held, everything else as it is, by a search of their own. */
export async function improveHeld<B extends Best>(
  { problem, engine, options, by, contention: { held } }: SolveContext,
  best: B,
  share: number,
): Promise<B> {
  const units = [...held.keys()].filter((u) => held[u]! >= 0);
  if (units.length === 0 || !best.feasible) return best;
  const part = restrictProblem(problem, best.solution, units);
  const thoroughly = ITERATIONS.perArc * part.arcs.length;
  const iterations = Math.min(
    options.iterations ?? Number.POSITIVE_INFINITY,
    Math.max(ITERATIONS.least, Math.min(ITERATIONS.most, thoroughly)),
  );
  const found = await engine.search(
    part.problem,
    { iterations, seed: options.seed, start: part.start },
    { deadline: by(share), signal: options.signal },
  );
  const solution = part.mapBack(found.solution);
  const { objective, feasible } = evaluateSolution(problem, solution);
  const judged = { ...best, solution, objective, feasible };
  return isBetter(judged, best) ? judged : best;
}

/** The same with everybody free. */
export function nobodyHeld({ contention }: Pick<SolveContext, 'contention'>): Contention {
  return { ...contention, held: contention.held.map(() => -1) };
}

/** The arcs of a plan for the units that are held; undefined where none is. */
export function heldAt(solution: Solution, { held }: Contention): Int32Array | undefined {
  return held.some((arc) => arc >= 0) ? held.map((arc, u) => (arc < 0 ? -1 : solution[u]!)) : undefined;
}

/** The solution with the held units on their arcs. */
export function withHeld(solution: Solution, { held }: Contention): Solution {
  return solution.map((arc, u) => (held[u]! >= 0 ? held[u]! : arc));
}
