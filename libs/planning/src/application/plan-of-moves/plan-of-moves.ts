import type { AccountId, CsmId } from '@bailiwick/kernel';
import { assignmentOf, compile, gaveWay } from '../../domain/compile/compile.js';
import type { CompiledCompany } from '../../domain/compile/index.js';
import type { Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import type { Solution } from '../../domain/problem/problem.js';
import { verifierOf } from '../../domain/verify/index.js';
import { buildPlan } from '../plan-territories/build-plan.js';
import { inputsHash } from '../plan-territories/inputs-hash.js';

/**
 * The plan that makes just these moves and leaves every other account where it is: verified and explained like any
 * other, without a bound. Its accounts and moves are those asked for. Pure and deterministic.
 */
export function planOfMoves(input: PlanningInput, moves: ReadonlyMap<AccountId, CsmId | null>): Plan {
  const company = compile(input);
  const verifier = verifierOf(input, gaveWay(company));
  const solution = solutionOf(company, moves);
  const verification = verifier.verify(assignmentOf(company, solution));
  const plan = buildPlan(
    { company, solution, verification, bound: null, provenInfeasible: false },
    verifier,
    {
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
    },
  );
  return {
    ...plan,
    seconds: 0,
    accounts: plan.accounts.filter((account) => moves.has(account.accountId)),
    moves: plan.moves.filter((move) => moves.has(move.accountId)),
  };
}

/** Each unit on the arc that the moves of its members ask for, or on today's; on the arc to nobody where it has none. */
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
