import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkClaims,
  compile,
  evaluateSolution,
  exportProblem,
  gaveWay,
  type Plan,
  type PlanningEngine,
  type PlanningInput,
  type PlanOptions,
  planTerritories,
  type Problem,
  type Solution,
  solveProblem,
  threadedEngine,
  verifyPlan,
} from '@bailiwick/planning';
import { companyInstance, labInstance } from './bench-instance.js';
import { PeakMemory } from './peak-memory.js';
import type { InstanceSpec, PeerRunner, PlanFigure, PlanTask, PythonPeer } from './plan-bench.js';
import { askPeer, type PeerAnswer } from './peers.js';
import { askTimefold } from './timefold.js';

type Outcome = Omit<PlanFigure, keyof InstanceSpec | 'solver' | Own>;

/** What is measured around the planning itself. */
type Own = 'peakMb' | 'startMb' | 'cpuSeconds';

/** Makes the instance, then plans it by ourselves or by a peer. */
export async function measurePlan(task: PlanTask): Promise<PlanFigure> {
  const { kind, accounts, csms, seed, peer } = task;
  const spec = { kind, accounts, csms, seed };
  if (peer) {
    const problem = kind === 'lab' ? labInstance(spec) : compile(await companyInstance(spec)).problem;
    return { ...spec, solver: peer.name, ...(await planByPeer(task, problem)) };
  }
  const engine = threadedEngine({ threads: task.threads });
  try {
    const plan = await ready(spec);
    const memory = new PeakMemory();
    const used = process.cpuUsage();
    const outcome = await plan(optionsOf(task), engine);
    const { user, system } = process.cpuUsage(used);
    const cpuSeconds = (user + system) / 1e6;
    return { ...spec, solver: 'bailiwick', ...outcome, ...memory.stop(), cpuSeconds };
  } finally {
    await engine.close();
  }
}

type MakePlan = (options: PlanOptions, engine: PlanningEngine) => Promise<Outcome>;

async function ready(spec: InstanceSpec): Promise<MakePlan> {
  if (spec.kind === 'lab') {
    const problem = labInstance(spec);
    return (options, engine) => planProblem(problem, options, engine);
  }
  const input = await companyInstance(spec);
  return (options, engine) => planCompany(input, options, engine);
}

function optionsOf({ iterations, timeLimit }: PlanTask): PlanOptions {
  return {
    seed: 1,
    iterations,
    timeLimitSeconds: iterations === null ? timeLimit : null,
    solver: 'auto',
  };
}

async function planProblem(problem: Problem, options: PlanOptions, engine: PlanningEngine): Promise<Outcome> {
  const found = await solveProblem(problem, options, engine, Date.now);
  const { objective, feasible, bound, gap, unassignedPoints, seconds, phases, solution } = found;
  const objectiveOrNone = feasible ? objective : null;
  return {
    ...{ objective: objectiveOrNone, bound, gap, unassignedPoints, seconds, phases },
    verified: feasible && (bound === null || bound <= objective),
    solutionHash: hashOf(solution.join()),
  };
}

async function planCompany(
  input: PlanningInput,
  options: PlanOptions,
  engine: PlanningEngine,
): Promise<Outcome> {
  const plan = await planTerritories(input, options, engine, Date.now);
  const { objective, bound, gap, terms, seconds, solver, accounts } = plan;
  return {
    ...{ objective, bound, gap, seconds, phases: solver.phases },
    unassignedPoints: terms.unassigned,
    verified: claimsOf(input, plan).length === 0,
    solutionHash: hashOf(accounts.map(({ accountId, csmId }) => `${accountId} ${csmId ?? ''}`).join()),
  };
}

/** What the independent verifier does not find as the plan claims it. */
function claimsOf(input: PlanningInput, plan: Plan) {
  const assignment = new Map(plan.accounts.map(({ accountId, csmId }) => [accountId, csmId]));
  const relaxed = gaveWay(compile(input));
  const { objective, bound, gap, terms, accounts } = plan;
  const claims = { objective, bound, gap, terms: { ...terms }, assignments: accounts };
  return checkClaims(verifyPlan(input, assignment, relaxed), claims);
}

async function planByPeer(
  { peer, timeLimit, threads, seed }: PlanTask,
  problem: Problem,
): Promise<Outcome & Pick<PlanFigure, Own>> {
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-bench-'));
  try {
    const limits = { timeLimit, threads, seed };
    const answer =
      peer!.name === 'timefold'
        ? await byTimefold(problem, peer!, folder, limits)
        : await byModel(problem, peer!, folder, limits);
    const { solution } = answer;
    const found = solution && evaluateSolution(problem, solution);
    const objective = found?.feasible ? found.objective : null;
    const unassignedPoints = found?.unassignedPoints ?? null;
    return {
      ...{ objective, unassignedPoints, bound: answer.bound, seconds: answer.seconds, phases: [] },
      gap:
        objective === null || answer.bound === null
          ? null
          : (objective - answer.bound) / Math.max(1, objective - unassignedPoints!),
      verified: objective !== null,
      solutionHash: solution ? hashOf(solution.join()) : null,
      peakMb: answer.peakMb,
      startMb: 0,
      cpuSeconds: answer.cpuSeconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Limits = Pick<PlanTask, 'timeLimit' | 'threads' | 'seed'>;
type PeerPlan = Omit<PeerAnswer, 'columns'> & { readonly solution: Solution | null };

/** A peer that reads the model as a file. */
async function byModel(
  problem: Problem,
  peer: Extract<PeerRunner, { name: PythonPeer }>,
  folder: string,
  limits: Limits,
): Promise<PeerPlan> {
  const file = join(folder, 'model.mps');
  const { solutionOf } = await exportProblem(problem, file);
  const answer = await askPeer(peer, { file, ...limits });
  return { ...answer, solution: (answer.columns && solutionOf(answer.columns)) ?? null };
}

/** Timefold proves no bound, and takes the time it is given. */
async function byTimefold(
  problem: Problem,
  { classPath }: Extract<PeerRunner, { name: 'timefold' }>,
  folder: string,
  limits: Limits,
): Promise<PeerPlan> {
  const answer = await askTimefold(problem, { classPath, folder, ...limits });
  return { ...answer, bound: null, seconds: limits.timeLimit };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
