import type { AccountId, CsmId } from '@bailiwick/kernel';
import { compile, gaveWay } from '../../domain/compile/compile.js';
import type { CompiledCompany } from '../../domain/compile/index.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import type { Solution } from '../../domain/problem/problem.js';
import { newViolations, verifierOf } from '../../domain/verify/index.js';
import { buildPlan } from '../plan-territories/build-plan.js';
import { inputsHash } from '../plan-territories/inputs-hash.js';
import type { PlannedChanges } from '../planner.port.js';
import { changesIn } from './plan-changes.js';
import { todaysAssignment } from './todays-assignment.js';

/**
 * The plan that makes just these moves and leaves every other account where it is: verified and explained like any
 * other, without a bound. Its accounts, moves and relaxations are those of the moves: what today's book breaks anyhow
 * is not held against it. Pure and deterministic.
 */
export function planOfMoves(
  input: PlanningInput,
  moves: ReadonlyMap<AccountId, CsmId | null>,
): PlannedChanges {
  const company = compile(input);
  const verifier = verifierOf(input, gaveWay(company));
  const today = todaysAssignment(input.company);
  const before = verifier.verify(today);
  const after = verifier.verify(new Map([...today, ...moves]));
  const verification = { ...after, violations: newViolations(before, after) };
  const solution = solutionOf(company, moves);
  const solved = { company: { ...company, relaxed: [] }, solution, verification, bound: null };
  const plan = buildPlan({ ...solved, provenInfeasible: false }, verifier, {
    seed: 0,
    limits: { timeLimitSeconds: null, iterations: 0 },
    inputsHash: inputsHash(input),
    solver: {
      method: 'heuristic',
      name: 'auto',
      boundBy: null,
      iterations: 0,
      stoppedByTime: false,
      phases: [],
    },
  });
  const concerned = (accounts: readonly AccountId[]): boolean =>
    accounts.length === 0 || accounts.some((id) => moves.has(id));
  const scoped: Plan = {
    ...plan,
    seconds: 0,
    accounts: plan.accounts.filter(({ accountId }) => moves.has(accountId)),
    moves: plan.moves.filter(({ accountId }) => moves.has(accountId)),
    relaxations: plan.relaxations.filter(({ accounts }) => concerned(accounts)),
  };
  return { plan: scoped, changes: changesIn(company, scoped) };
}

/**
 * The moves in solver form, to explain them by: each unit on the arc that its members ask for, or on today's; on its
 * last arc (to nobody, where there is one) when it has none of these.
 */
function solutionOf(
  { problem, units, facts }: CompiledCompany,
  moves: ReadonlyMap<AccountId, CsmId | null>,
): Solution {
  const index = new Map(facts.csms.map((csm) => [csm.record.csmId, csm.index]));
  return Int32Array.from(units, ({ members }, u) => {
    const asked = members.find((m) => moves.has(m.record.accountId));
    const to = asked && moves.get(asked.record.accountId);
    const csm = asked ? (to ? (index.get(to) ?? -1) : -1) : members[0]!.present;
    const last = problem.arcStart[u + 1]! - 1;
    for (let arc = problem.arcStart[u]!; arc <= last; arc++) if (problem.arcCsm[arc] === csm) return arc;
    return last;
  });
}
