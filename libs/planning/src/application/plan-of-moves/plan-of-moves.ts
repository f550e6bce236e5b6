import { type AccountId, allAtOnce, type CsmId, type Steps } from '@bailiwick/kernel';
import { type CompanyOutline, gaveWay, outlineInSteps } from '../../domain/compile/index.js';
import type { Alternative, Plan, PlannedMove, Relaxation } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import {
  newViolations,
  type Verification,
  type Verifier,
  verifierInSteps,
} from '../../domain/verify/index.js';
import { figuresOf, violated } from '../plan-territories/build-plan.js';
import type { PlannedChanges } from '../planner.port.js';
import { changesIn } from './plan-changes.js';
import { todaysAssignment } from './todays-assignment.js';

/** A move that was decided on, with the words that go with it. */
export interface DecidedMove {
  readonly accountId: AccountId;
  readonly to: CsmId | null;
  readonly why: string;
  readonly alternatives: readonly Alternative[];
}

/**
 * The plan that makes just these moves and leaves every other account where it is: verified like any other, without a
 * bound. Its accounts, CSMs, pairs and relaxations are those that the moves concern, so that it is as small as they are;
 * what today's book breaks anyhow is not held against it. Pure and deterministic; O(accounts).
 */
export function planOfMoves(input: PlanningInput, moves: readonly DecidedMove[]): PlannedChanges {
  return allAtOnce(planOfMovesInSteps(input, moves));
}

/** The same, in steps. */
export function* planOfMovesInSteps(
  input: PlanningInput,
  moves: readonly DecidedMove[],
): Steps<PlannedChanges> {
  const company = yield* outlineInSteps(input);
  yield;
  const verifier = yield* verifierInSteps(input, gaveWay(company));
  const today = todaysAssignment(company);
  yield;
  const before = yield* verifier.verifyInSteps(today);
  yield;
  const end = new Map([...today, ...moves.map(({ accountId, to }) => [accountId, to] as const)]);
  const after = yield* verifier.verifyInSteps(end);
  yield;
  const planned = plannedMoves(moves, after, verifier.costDeltas(end));
  yield;
  const plan = planFrom(company, moves, planned, before, after);
  yield;
  return { plan, changes: changesIn(company, plan) };
}

/** What is told of a plan that nobody had to look for. */
const DECIDED = {
  seed: 0,
  seconds: 0,
  bound: null,
  gap: null,
  limits: { timeLimitSeconds: null, iterations: 0 },
  inputsHash: '',
  solver: {
    method: 'heuristic',
    name: 'auto',
    boundBy: null,
    iterations: 0,
    stoppedByTime: false,
    phases: [],
  },
} as const;

function planFrom(
  company: CompanyOutline,
  moves: readonly DecidedMove[],
  planned: readonly PlannedMove[],
  before: Verification,
  after: Verification,
): Plan {
  const violations = newViolations(before, after);
  const asked = new Set(moves.map(({ accountId }) => accountId));
  const concerned = new Set(
    moves.flatMap(({ accountId, to }) => [after.accounts.get(accountId)?.previousCsmId, to]),
  );
  const figures = figuresOf(company, after, before);
  return {
    ...DECIDED,
    status: violations.length > 0 ? 'failed' : 'feasible',
    asOf: company.facts.input.asOf,
    ...figures,
    accounts: figures.accounts.filter(({ accountId }) => asked.has(accountId)),
    moves: planned,
    csms: figures.csms.filter(({ csmId }) => concerned.has(csmId)),
    pairs: figures.pairs.filter(({ csmId }) => concerned.has(csmId)),
    splits: [],
    relaxations: [...violations.map(violated), ...moves.filter(({ to }) => to === null).map(nobody)],
  };
}

function plannedMoves(
  moves: readonly DecidedMove[],
  { accounts }: Verification,
  costDelta: ReturnType<Verifier['costDeltas']>,
): PlannedMove[] {
  return moves.flatMap(({ accountId, to, why, alternatives }): PlannedMove[] => {
    const account = accounts.get(accountId);
    if (!account?.previousCsmId || !account.moved) return [];
    const { delta, blockedBy } = costDelta(accountId);
    return [
      {
        accountId,
        from: account.previousCsmId,
        to,
        mandatory: account.mandatory,
        arr: account.arr,
        hours: account.hours,
        tier: account.tier,
        aeId: account.aeId,
        costDelta: blockedBy.length > 0 ? null : delta,
        notPossible: blockedBy.length > 0 ? blockedBy.map(({ message }) => message).join('; ') : null,
        why,
        alternatives,
      },
    ];
  });
}

function nobody({ accountId, why }: DecidedMove): Relaxation {
  return { code: 'nobody-eligible', accounts: [accountId], message: `${accountId}: ${why}`, remedy: null };
}
