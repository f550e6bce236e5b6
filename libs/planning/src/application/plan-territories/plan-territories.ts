import { assignmentOf, compile, gaveWay } from '../../domain/compile/compile.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { verifierOf } from '../../domain/verify/index.js';
import type { BlockHelpers } from '../blocks/block-helpers.port.js';
import { solveInBlocks } from '../blocks/solve-in-blocks.js';
import type { PlanningEngine } from '../planning-engine.port.js';
import { buildPlan } from './build-plan.js';
import { deadlineOf } from './deadline.js';
import { compileWithBudget, frontierOf, solveFrontier } from './frontier.js';
import { inputsHash } from './inputs-hash.js';
import { PhaseClock } from './phase-clock.js';
import type { PlanOptions } from './plan-options.js';

/**
 * The best territory plan that can be found within the limits, verified and explained.
 * The engine does the heavy work on other threads; `now` gives milliseconds since the epoch; `helpers` may solve blocks.
 * @throws InvalidInputError for contradictory records (a parent cycle, an id that is there twice)
 */
export async function planTerritories(
  input: PlanningInput,
  options: PlanOptions,
  engine: PlanningEngine,
  now: () => number,
  helpers?: BlockHelpers,
): Promise<Plan> {
  const started = now();
  const clock = new PhaseClock(now, started);
  const { frontier = [] } = options;
  const company = frontier.length > 0 ? compileWithBudget(input) : compile(input);
  const verifier = verifierOf(input, gaveWay(company));
  clock.end('compile', null, null);

  const frame = { now, deadline: deadlineOf(options, started, now(), 'explained'), clock };
  const { solved, others } =
    frontier.length > 0
      ? await solveFrontier(company, frontier, options, engine, frame)
      : { solved: await solveInBlocks(company, options, engine, frame, helpers), others: [] };
  const verification = verifier.verify(assignmentOf(company, solved.solution));
  clock.end('verify', verification.objective, solved.bound);

  const plan = buildPlan({ ...solved, company, verification }, verifier, {
    seed: options.seed,
    limits: {
      timeLimitSeconds: options.timeLimitSeconds,
      iterations: options.iterations,
      ...input.policy.disruption,
    },
    inputsHash: inputsHash(input),
    solver: {
      method: solved.method,
      name: options.solver,
      boundBy: solved.boundBy,
      iterations: solved.iterations,
      stoppedByTime: solved.stoppedByTime,
      ...(solved.losses.length > 0 ? { losses: solved.losses } : {}),
      phases: clock.records,
    },
  });
  const along = frontier.length > 0 ? { frontier: frontierOf(company, others) } : {};
  clock.end('explain', plan.objective, plan.bound);
  return { ...plan, ...along, seconds: (now() - started) / 1000 };
}
