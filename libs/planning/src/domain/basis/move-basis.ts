import type { AccountId, CsmId } from '@bailiwick/kernel';
import type { CompanyOutline } from '../compile/index.js';
import type { AccountFacts, CsmFacts } from '../compile/facts.js';

/** Everything that a proposed move rests on, as texts by name; a move is stale as soon as one of them is another. */
export type MoveBasis = Readonly<Record<string, string>>;

type Outline = Pick<CompanyOutline, 'facts' | 'units' | 'fixings'>;

/** The names in a basis, in words for people. */
export const BASIS_WORDS: Readonly<Record<string, string>> = {
  status: 'it is no longer active',
  owner: 'it has another CSM',
  ae: 'it has another AE',
  tier: 'it has another tier',
  hours: 'it needs other hours',
  eligibility: 'its region, country, language, skills, clearances or conflict group changed',
  family: 'its family changed',
  locks: 'what locks or pins it changed',
  target: 'the capacity or profile of the CSM it would go to changed',
};

/**
 * The basis of a move to `to` (null: to nobody), as of the company's day. Two companies as of one day under one policy
 * give the same basis exactly when nothing that the move rests on differs between them.
 */
export function moveBasisOf(company: Outline): (accountId: AccountId, to: CsmId | null) => MoveBasis {
  const { facts, units } = company;
  const unitOf = new Map<number, number>();
  units.forEach(({ members }, u) => members.forEach((m) => unitOf.set(m.index, u)));
  const csmById = new Map(facts.csms.map((csm) => [csm.record.csmId, csm]));
  return (accountId, to): MoveBasis => {
    const account = facts.byId.get(accountId);
    const target = to === null ? '-' : targetText(csmById.get(to));
    if (!account) return { status: 'gone', target };
    const u = unitOf.get(account.index)!;
    return {
      status: 'active',
      owner: account.record.csmId ?? '-',
      ae: account.record.aeId ?? '-',
      tier: account.tier.id,
      hours: String(account.centihours),
      eligibility: eligibilityText(account),
      family: familyText(units[u]!.members),
      locks: locksText(company, u),
      target,
    };
  };
}

/** The names whose texts differ, in words. */
export function basisChanges(before: MoveBasis, now: MoveBasis): readonly string[] {
  if (now['status'] !== before['status']) return [BASIS_WORDS['status']!];
  return Object.keys(before)
    .filter((name) => before[name] !== now[name])
    .map((name) => BASIS_WORDS[name] ?? name);
}

function eligibilityText({ record }: AccountFacts): string {
  const { region, country, language, requiredSkills, clearances, conflictGroup } = record;
  return JSON.stringify([region, country, language, requiredSkills, clearances, conflictGroup]);
}

function familyText(members: readonly AccountFacts[]): string {
  if (members.length === 1) return '';
  return members
    .map((m) => m.record.accountId)
    .sort()
    .join(' ');
}

function locksText({ fixings, facts }: Outline, u: number): string {
  const fixing = fixings[u];
  return fixing ? `${fixing.by} ${facts.csms[fixing.csm]!.record.csmId}` : '';
}

function targetText(csm: CsmFacts | undefined): string {
  if (!csm) return 'gone';
  const { regions, countries, languages, skills, clearances, tiers, maxAccounts, pool } = csm.record;
  return JSON.stringify([
    Math.round(csm.capacity * 100),
    regions,
    countries,
    languages,
    skills,
    clearances,
    tiers,
    maxAccounts,
    pool,
  ]);
}
