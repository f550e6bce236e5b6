import { assignmentOf, compile, gaveWay } from '../../domain/compile/compile.js';
import type { Plan, PlannedAccount } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { verifierOf } from '../../domain/verify/index.js';
import { plannedAccount, proofOf } from '../plan-territories/build-plan.js';
import { PhaseClock } from '../plan-territories/phase-clock.js';
import type { PlanOptions } from '../plan-territories/plan-options.js';
import { deadlineOf } from '../plan-territories/deadline.js';
import { solveInBlocks } from '../blocks/solve-in-blocks.js';
import type { PlanningEngine } from '../planning-engine.port.js';

/** What carrying a plan out would come to, as the verifier counts it, without what explains it. */
export interface PlanOutline extends Pick<Plan, 'status' | 'objective' | 'gap' | 'counts'> {
  readonly stoppedByTime: boolean;
  /** Books of business that give accounts away or get some. */
  readonly territories: number;
  /** The accounts that change hands. */
  readonly moves: readonly PlannedAccount[];
}

/**
 * The plan that `planTerritories` makes, told in numbers and moves: nothing is explained, and today's book is not looked
 * at beside it.
 * @throws InvalidInputError as `planTerritories`
 */
export async function outlinePlan(
  input: PlanningInput,
  options: PlanOptions,
  engine: PlanningEngine,
  now: () => number,
): Promise<PlanOutline> {
  const started = now();
  const clock = new PhaseClock(now, started);
  const company = compile(input);
  const verifier = verifierOf(input, gaveWay(company));
  const deadline = deadlineOf(options, started, now(), 'verified');
  const solved = await solveInBlocks(company, options, engine, { now, deadline, clock });
  const verification = verifier.verify(assignmentOf(company, solved.solution));
  const { objective, counts, accounts, csms } = verification;
  const { status, gap } = proofOf({ ...solved, company, verification });
  return {
    status,
    objective,
    gap,
    counts: { ...counts },
    stoppedByTime: solved.stoppedByTime,
    territories: [...csms.values()].filter(({ movesIn, movesOut }) => movesIn + movesOut > 0).length,
    moves: [...accounts.values()].filter(({ moved }) => moved).map(plannedAccount),
  };
}
