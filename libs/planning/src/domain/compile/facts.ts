import type { AccountRecord, AeRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import { type AccountId, BailiwickError, daysBetween, type IsoDate } from '@bailiwick/kernel';
import type { PlanningInput, PlanningTier } from '../problem/planning-input.js';
import { capacityOf } from './capacity.js';
import { accountHours, skillFactorsOf } from './hours.js';
import { utcOffsetHours } from './time-zone.js';

/** A CSM with what every term asks of it. */
export interface CsmFacts {
  readonly index: number;
  readonly record: CsmRecord;
  /** Hours a month over the horizon; 0 = gone. */
  readonly capacity: number;
  readonly skills: ReadonlySet<string>;
  readonly clearances: ReadonlySet<string>;
  readonly utcOffset: number | undefined;
}

/** An active account with what every term asks of it. */
export interface AccountFacts {
  readonly index: number;
  readonly record: AccountRecord;
  readonly tier: PlanningTier;
  /** Hundredths of hours a month, before skill factors. */
  readonly centihours: number;
  readonly skillFactors: Policy['hours']['skillFactors'];
  /** Index of the AE, −1 = none. */
  readonly ae: number;
  /** Index of the AE's AVP, −1 = unknown. */
  readonly avp: number;
  /** Index of the present CSM; −1 = has none, −2 = has left (not in the input). */
  readonly present: number;
  readonly utcOffset: number | undefined;
  /** Days from as-of to the renewal; undefined = unknown. */
  readonly daysToRenewal: number | undefined;
  /** Days with the present CSM; undefined = unknown. */
  readonly daysWithCsm: number | undefined;
}

export interface CompanyFacts {
  readonly input: PlanningInput;
  readonly csms: readonly CsmFacts[];
  readonly accounts: readonly AccountFacts[];
  readonly aeIds: readonly string[];
  readonly avpIds: readonly string[];
  readonly avpOfAe: Int32Array;
  readonly byId: ReadonlyMap<AccountId, AccountFacts>;
}

export const HAS_NONE = -1;
export const HAS_LEFT = -2;

/** Everything about the company that does not depend on the plan, computed once. */
export function companyFacts(input: PlanningInput): CompanyFacts {
  const csms = input.company.csms.map((c, i) => csmFacts(c, i, input));
  const csmIndex = new Map(csms.map((c) => [c.record.csmId as string, c.index]));
  const active = input.company.accounts.filter((a) => a.status === 'active');
  const aes = indexAes(active, input.company.aes ?? []);
  const tiers = new Map(input.tiers.map((t) => [t.id as string, t]));
  const accounts = active.map((record, index) => {
    const tier = tiers.get(input.tierOf.get(record.accountId) ?? '');
    if (!tier) throw missingTier(record, input);
    const ae = record.aeId === undefined ? -1 : aes.index.get(record.aeId)!;
    const present = record.csmId === undefined ? HAS_NONE : (csmIndex.get(record.csmId) ?? HAS_LEFT);
    return accountFacts(record, index, tier, ae, ae < 0 ? -1 : aes.avpOfAe[ae]!, present, input);
  });
  const byId = new Map(accounts.map((a) => [a.record.accountId, a]));
  return { input, csms, accounts, aeIds: aes.ids, avpIds: aes.avpIds, avpOfAe: aes.avpOfAe, byId };
}

/** A CSM as of one day. */
export function csmFacts(
  record: CsmRecord,
  index: number,
  { policy, asOf }: Pick<PlanningInput, 'policy' | 'asOf'>,
): CsmFacts {
  return {
    index,
    record,
    capacity: capacityOf(record, policy, asOf),
    skills: new Set(record.skills),
    clearances: new Set(record.clearances),
    utcOffset: utcOffsetHours(record.timezone, asOf),
  };
}

function accountFacts(
  record: AccountRecord,
  index: number,
  tier: PlanningTier,
  ae: number,
  avp: number,
  present: number,
  { policy, asOf }: PlanningInput,
): AccountFacts {
  const days = (from: IsoDate | undefined, to: IsoDate | undefined): number | undefined =>
    from && to ? daysBetween(from, to) : undefined;
  return {
    index,
    record,
    tier,
    centihours: accountHours(record, tier, policy),
    skillFactors: skillFactorsOf(record, policy),
    ae,
    avp,
    present,
    utcOffset: utcOffsetHours(record.timezone, asOf),
    daysToRenewal: days(asOf, record.renewalDate),
    daysWithCsm: days(record.csmSince, asOf),
  };
}

function indexAes(active: readonly AccountRecord[], records: readonly AeRecord[]) {
  const ids = [...new Set(active.flatMap((a) => (a.aeId === undefined ? [] : [a.aeId as string])))].sort();
  const avpById = new Map(
    records.flatMap((r) => (r.avpId === undefined ? [] : [[r.aeId as string, r.avpId] as const])),
  );
  const avpIds = [...new Set(ids.flatMap((id) => avpById.get(id) ?? []))].sort();
  const avpIndex = new Map(avpIds.map((id, i) => [id, i]));
  const avpOfAe = Int32Array.from(ids, (id) => avpIndex.get(avpById.get(id) ?? '') ?? -1);
  return { ids, index: new Map(ids.map((id, i) => [id, i])), avpIds, avpOfAe };
}

function missingTier(record: AccountRecord, input: PlanningInput): BailiwickError {
  return new BailiwickError('unknown-tier', `account ${record.accountId} has no tier to plan with`, {
    value: input.tierOf.get(record.accountId) ?? null,
    expected: `one of ${input.tiers.map((t) => t.id).join(', ')}`,
    hint: 'Maybe the account was not tiered, or its tier is not in the rule set.',
  });
}
