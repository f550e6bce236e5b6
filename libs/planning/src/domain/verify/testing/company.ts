import type { AccountRecord, AeRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import type { AccountId, AeId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import type { PlanningInput, PlanningTier } from '../../problem/planning-input.js';

/** A record of a spec: ids and days are plain text, lists may be left out. */
type Plain<T> = {
  readonly [K in keyof T]?: T[K] extends readonly string[] ? readonly string[] : Loose<T[K]>;
};
type Loose<V> = V extends string ? string : V extends readonly (infer E)[] ? readonly Plain<E>[] : V;

type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

const noLists = { products: [], requiredSkills: [], clearances: [], attributes: {} };

/** An active account of tier T1 (10 hours a month) with an ARR of 100. */
export function account(accountId: string, facts: Plain<AccountRecord> = {}): AccountRecord {
  return { ...noLists, accountId, arr: 100, status: 'active', ...facts } as AccountRecord;
}

/** A person with 100 hours a month who may serve anybody. */
export function csm(csmId: string, facts: Plain<CsmRecord> = {}): CsmRecord {
  const lists = {
    regions: [],
    countries: [],
    languages: [],
    skills: [],
    clearances: [],
    tiers: [],
    leaves: [],
  };
  return { ...lists, csmId, capacityHours: 100, pool: false, ...facts } as CsmRecord;
}

export function ae(aeId: string, avpId?: string): AeRecord {
  return { aeId: aeId as AeId, ...(avpId === undefined ? {} : { avpId }) };
}

export const tiers: readonly PlanningTier[] = [
  { id: 'T1' as TierId, coverage: 'named', ratio: 12 }, // 120 / 12 = 10 hours
  { id: 'T2' as TierId, coverage: 'named', ratio: 24 }, // 120 / 24 = 5 hours
  { id: 'P' as TierId, coverage: 'pool', hoursPerMonth: 1 },
];

/** Every weight 0, every rule off, every limit null, capacity priced up to 1.2. */
export const barePolicy: Policy = {
  id: 'bare',
  version: 1,
  currency: 'USD',
  fxRates: {},
  horizonMonths: 1,
  shortLeaveDays: 45,
  hours: {
    standardHoursPerMonth: 120,
    stageFactors: {},
    complexityFactors: {},
    healthFactors: [],
    skillFactors: [],
  },
  eligibility: {
    region: 'off',
    country: 'off',
    language: 'off',
    skills: 'off',
    tier: 'off',
    clearances: 'off',
  },
  capacity: { mode: 'priced', max: 1, hardMax: 1.2, overloadPointsPerHour: 0 },
  balanceWithin: 'region',
  families: 'off',
  conflicts: [],
  pins: [],
  pairing: { mode: 'soft', maxCsmsPerAe: null, maxAesPerCsm: null },
  locks: { renewalWindowDays: null, recentMoveDays: null, healthBelow: null, strategic: false },
  disruption: { maxAccounts: null, maxArr: null, maxInPerCsm: null, maxOutPerCsm: null, maxPerAe: null },
  tierMix: [],
  auto: { newAccount: 'place', departure: 'propose', overload: 'propose', expansion: 'propose' },
  weights: {
    unassigned: 0,
    move: {
      base: 0,
      arrScale: 1,
      renewalSoonDays: 0,
      renewalSoonFactor: 1,
      tenureYearsCap: 1,
      healthBelow: 0,
      healthFactor: 1,
    },
    pair: { new: 0, kept: 0 },
    fit: {
      industry: 0,
      firstLanguage: 0,
      timezonePerHour: 0,
      timezoneFreeHours: 0,
      strategicPerSeniorityStep: 0,
    },
    balanceHours: [],
    balanceArr: [],
    balanceRenewals: [],
    avp: { perPair: 0 },
  },
};

export interface PlainCompany {
  readonly accounts: readonly AccountRecord[];
  readonly csms: readonly CsmRecord[];
  readonly aes?: readonly AeRecord[];
  readonly policy?: DeepPartial<Policy>;
  readonly asOf?: string;
}

/** A company to plan as of Thursday 2026-01-01; an account's final tier is its `tier`, T1 when it has none. */
export function input({
  accounts,
  csms,
  aes,
  policy = {},
  asOf = '2026-01-01',
}: PlainCompany): PlanningInput {
  return {
    company: { accounts, csms, ...(aes ? { aes } : {}) },
    policy: merged<Policy>(barePolicy, policy),
    tiers,
    tierOf: new Map(accounts.map((a) => [a.accountId, a.tier ?? ('T1' as TierId)])),
    asOf: asOf as IsoDate,
  };
}

/** `base` with the fields of `patch` in their places; lists are replaced whole. */
export function merged<T>(base: T, patch: DeepPartial<T>): T {
  const fields = Object.entries(patch as object).map(([key, value]) => {
    const known = (base as Record<string, unknown>)[key];
    return [key, isPlainObject(value) && isPlainObject(known) ? merged(known, value) : value];
  });
  return { ...base, ...Object.fromEntries(fields) };
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An assignment; `null` is unassigned. */
export function assign(ends: Readonly<Record<string, string | null>>): Map<AccountId, CsmId | null> {
  return new Map(Object.entries(ends)) as Map<AccountId, CsmId | null>;
}
