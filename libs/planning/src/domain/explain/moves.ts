import { centihoursWith, type CompiledCompany } from '../compile/compile.js';
import type { AccountFacts } from '../compile/facts.js';
import { moveOf } from '../compile/moves.js';
import type { Alternative, PlannedMove } from '../plan/plan.js';
import type { Solution } from '../problem/problem.js';
import { type Change, WhatIf } from './what-if.js';
import { termsInWords, whyMandatory, whyNotPresent } from './why.js';

const ALTERNATIVES = 3;

/** Every move of a solution with its price, its reason and the next best CSMs, in the order of the accounts. */
export function explainMoves(company: CompiledCompany, solution: Solution): PlannedMove[] {
  const whatIf = new WhatIf(company, solution);
  const moves: { index: number; move: PlannedMove }[] = [];
  company.units.forEach((unit, u) => {
    const csm = company.problem.arcCsm[solution[u]!]!;
    const moved = unit.members.filter((m) => m.record.csmId !== undefined && m.present !== csm);
    if (moved.length === 0) return;
    const back = putBack(company, whatIf, u);
    const alternatives = nextBest(company, whatIf, u);
    for (const m of moved)
      moves.push({ index: m.index, move: explain(company, solution, u, m, back, alternatives) });
  });
  return moves.sort((a, b) => a.index - b.index).map((m) => m.move);
}

function explain(
  company: CompiledCompany,
  solution: Solution,
  u: number,
  account: AccountFacts,
  back: PutBack,
  alternatives: readonly Alternative[],
): PlannedMove {
  const { facts, problem, units, fixings, candidates } = company;
  const csm = problem.arcCsm[solution[u]!]!;
  const to = csm < 0 ? null : facts.csms[csm]!.record.csmId;
  const mandatory = moveOf(units[u]!, account, csm, fixings[u], candidates) === 'mandatory';
  const pinned = fixings[u]?.by === 'pin';
  const reason = mandatory
    ? whyMandatory(company, units[u]!, account, pinned, to ?? 'nobody')
    : whyDiscretionary(account, back);
  return {
    accountId: account.record.accountId,
    from: account.record.csmId!,
    to,
    mandatory,
    arr: account.record.arr,
    hours: (csm < 0 ? account.centihours : centihoursWith(facts, account, csm)) / 100,
    tier: account.tier.id,
    aeId: account.record.aeId ?? null,
    costDelta: back.possible ? -back.change.delta : null,
    notPossible: back.possible ? null : back.reason,
    why: to === null ? `${reason}; nobody who may serve it has room` : reason,
    alternatives,
  };
}

/** A discretionary move is made for what it saves; or to make room, where putting the account back breaks a limit. */
function whyDiscretionary(account: AccountFacts, back: PutBack): string {
  const from = account.record.csmId;
  if (!back.possible) return `cannot stay with ${from}: ${back.reason}`;
  const saved = back.change.delta;
  const words = termsInWords(back.change.terms, -1);
  if (saved <= 0)
    return `moves together with others; by itself it costs ${(-saved).toFixed(1)} points (${words})`;
  return `saves ${saved.toFixed(1)} points against staying with ${from} (${words})`;
}

type PutBack =
  | { readonly possible: true; readonly change: Change }
  | { readonly possible: false; readonly reason: string };

/** What it would take to put a unit back where it was, everything else as planned. */
function putBack(company: CompiledCompany, whatIf: WhatIf, u: number): PutBack {
  const { units, fixings, problem } = company;
  for (const m of units[u]!.members) {
    const gone = whyNotPresent(company, m);
    if (gone) return { possible: false, reason: gone };
  }
  const fixing = fixings[u];
  if (fixing?.by === 'pin') return { possible: false, reason: `${fixing.account} is pinned` };
  const today = problem.todayArc[u]!;
  if (today < 0) return { possible: false, reason: 'the family would be apart' };
  const change = whatIf.change(u, today);
  if (change.blocks.length > 0)
    return { possible: false, reason: change.blocks.map((b) => b.text).join('; ') };
  return { possible: true, change };
}

function nextBest(company: CompiledCompany, whatIf: WhatIf, u: number): Alternative[] {
  const { facts, problem } = company;
  return whatIf.alternatives(u, ALTERNATIVES).map((c) => ({
    csmId: facts.csms[problem.arcCsm[c.arc]!]!.record.csmId,
    costDifference: c.delta,
    blockedBy: c.blocks.map((block) => block.text),
  }));
}
