import type { CompiledCompany } from '../compile/compile.js';
import { coverageFits, type EligibilityRule, violatedRules } from '../compile/eligibility.js';
import { type AccountFacts, HAS_LEFT } from '../compile/facts.js';
import { TERM_NAMES, type TermName, type TermPoints } from '../plan/term-points.js';
import type { Unit } from '../compile/units.js';

const RULE_WORDS: Record<EligibilityRule, (a: AccountFacts) => string> = {
  region: (a) => `region ${a.record.region}`,
  country: (a) => `country ${a.record.country}`,
  language: (a) => `language ${a.record.language}`,
  skills: (a) => `skills ${a.record.requiredSkills.join(', ')}`,
  tier: (a) => `tier ${a.tier.id}`,
  clearances: (a) => `clearances ${a.record.clearances.join(', ')}`,
};

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
  if (csm.capacity <= 0) return `${name} has no capacity over the horizon`;
  if (!coverageFits(account.tier, csm))
    return account.tier.coverage === 'pool'
      ? `tier ${account.tier.id} is covered by pools and ${name} is a person`
      : `tier ${account.tier.id} has a named CSM and ${name} is a pool`;
  const rules = violatedRules('hard', account.record, account.tier, csm, facts.input.policy);
  if (rules.length === 0) return undefined;
  return `${name} may not serve ${rules.map((r) => RULE_WORDS[r](account)).join(' and ')}`;
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
