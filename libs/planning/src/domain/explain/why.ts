import type { CompiledCompany } from '../compile/compile.js';
import { coverageFits, violatedRules } from '../compile/eligibility.js';
import { type AccountFacts, HAS_LEFT } from '../compile/facts.js';
import { TERM_NAMES, type TermName, type TermPoints } from '../plan/term-points.js';
import type { Unit } from '../compile/units.js';
import { notEligible, withoutCapacity, wrongCoverage } from './cannot-serve.js';

const TERM_WORDS: Record<TermName, string> = {
  unassigned: 'unassigned',
  overload: 'overload',
  move: 'moving',
  pair: 'AE pairs',
  avp: 'AVP pairs',
  fit: 'fit',
  balanceHours: 'balance of hours',
  balanceArr: 'balance of ARR',
  balanceRenewals: 'balance of renewals',
  eligibility: 'soft rules',
};

/** Why the present CSM cannot keep the account; undefined when it could. */
export function whyNotPresent({ facts }: CompiledCompany, account: AccountFacts): string | undefined {
  const name = account.record.csmId;
  if (account.present === HAS_LEFT) return `${name} is not among the CSMs any more`;
  const csm = facts.csms[account.present];
  if (!csm) return undefined;
  if (csm.capacity <= 0) return withoutCapacity(csm);
  if (!coverageFits(account.tier, csm)) return wrongCoverage(account, csm);
  const rules = violatedRules('hard', account.record, account.tier, csm, facts.input.policy);
  return rules.length === 0 ? undefined : notEligible(account, csm, rules);
}

/** Why a mandatory move had to be. */
export function whyMandatory(
  company: CompiledCompany,
  unit: Unit,
  account: AccountFacts,
  pinned: boolean,
  to: string,
): string {
  const gone = whyNotPresent(company, account);
  if (gone) return gone;
  if (pinned) return `pinned to ${to}`;
  return `reunited with its family (${unit.members[0]!.record.accountId}) at ${to}`;
}

/** Points by term in words, the largest first: "overload −412.0, moving +14.2". */
export function termsInWords(terms: TermPoints, sign: 1 | -1 = 1): string {
  const parts = TERM_NAMES.filter((t) => Math.abs(terms[t]) >= 0.05).sort(
    (a, b) => Math.abs(terms[b]) - Math.abs(terms[a]),
  );
  return parts.map((t) => `${TERM_WORDS[t]} ${signed(sign * terms[t])}`).join(', ');
}

function signed(x: number): string {
  return `${x < 0 ? '−' : '+'}${Math.abs(x).toFixed(1)}`;
}
