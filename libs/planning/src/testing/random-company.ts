import {
  type AccountRecord,
  type AeRecord,
  type CsmRecord,
  defaultPolicy,
  type Policy,
} from '@bailiwick/contracts';
import { addDays, type AccountId, type IsoDate, type Rng, type TierId } from '@bailiwick/kernel';
import type { PlanningInput, PlanningTier } from '../domain/problem/planning-input.js';

export const AS_OF = '2026-10-01' as IsoDate;

export const TIERS: readonly PlanningTier[] = [
  { id: 'high' as TierId, coverage: 'named', ratio: 20 },
  { id: 'low' as TierId, coverage: 'named', ratio: 50 },
  { id: 'tech' as TierId, coverage: 'pool', ratio: 200 },
];

const REGIONS = ['EMEA', 'AMER'];
const LANGUAGES = ['en', 'de', 'fr'];
const SKILLS = ['health', 'bank', 'sso'];
const ZONES = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];

export interface RandomCompanyOptions {
  readonly accounts: number;
  readonly csms: number;
  readonly aes: number;
  /** How much of what the policy can do is switched on, 0–1. */
  readonly features: number;
}

/** A small company with a bit of everything, for property tests: same random numbers, same company. */
export function randomCompany(rng: Rng, options: RandomCompanyOptions): PlanningInput {
  const on = (): boolean => rng.next() < options.features;
  const policy = randomPolicy(rng, on);
  const csms = Array.from({ length: options.csms }, (_, j) => randomCsm(rng, j, on));
  const aes = Array.from({ length: options.aes }, (_, a) => randomAe(rng, a));
  const accounts = Array.from({ length: options.accounts }, (_, i) => randomAccount(rng, i, options, on));
  const tierOf = new Map(accounts.map((a) => [a.accountId, TIERS[rng.int(3)]!.id]));
  return {
    company: { accounts, csms, aes },
    policy: withLists(policy, accounts, csms, rng, on),
    tiers: TIERS,
    tierOf,
    asOf: AS_OF,
  };
}

const pick = <T>(rng: Rng, list: readonly T[]): T => list[rng.int(list.length)]!;
const some = <T>(rng: Rng, list: readonly T[]): T[] => list.filter(() => rng.next() < 0.6);
const maybe = <K extends string, V>(on: boolean, key: K, value: V): Partial<Record<K, V>> =>
  on ? ({ [key]: value } as Record<K, V>) : {};

function randomCsm(rng: Rng, j: number, on: () => boolean): CsmRecord {
  const pool = j % 3 === 2;
  return {
    csmId: `c${j}`,
    regions: on() ? some(rng, REGIONS) : [],
    countries: [],
    languages: on() ? some(rng, LANGUAGES) : [],
    skills: some(rng, SKILLS),
    clearances: on() ? ['secret'] : [],
    tiers: on() && !pool ? ['high', 'low'].filter(() => rng.next() < 0.8) : [],
    capacityHours: 8 + rng.int(12),
    leaves: on() ? [{ from: addDays(AS_OF, 10), to: addDays(AS_OF, 10 + rng.int(90)) }] : [],
    pool,
    ...maybe(rng.next() < 0.5, 'timezone', pick(rng, ZONES)),
    ...maybe(rng.next() < 0.5, 'seniority', 1 + rng.int(5)),
    ...maybe(on(), 'startDate', addDays(AS_OF, rng.int(60) - 50)),
    ...maybe(on(), 'rampMonths', 1 + rng.int(6)),
    ...maybe(rng.next() < 0.2, 'endDate', addDays(AS_OF, rng.int(120) - 20)),
    ...maybe(on(), 'maxAccounts', 2 + rng.int(6)),
  } as unknown as CsmRecord;
}

function randomAe(rng: Rng, a: number): AeRecord {
  return { aeId: `e${a}`, ...maybe(rng.next() < 0.8, 'avpId', `v${a % 2}`) } as unknown as AeRecord;
}

function randomAccount(rng: Rng, i: number, options: RandomCompanyOptions, on: () => boolean): AccountRecord {
  return {
    accountId: `a${i}`,
    arr: rng.int(400_000),
    products: rng.next() < 0.3 ? [pick(rng, SKILLS)] : [],
    requiredSkills: on() && rng.next() < 0.3 ? [pick(rng, SKILLS)] : [],
    clearances: on() && rng.next() < 0.2 ? ['secret'] : [],
    status: rng.next() < 0.92 ? 'active' : 'churned',
    attributes: {},
    ...maybe(rng.next() < 0.8, 'region', pick(rng, REGIONS)),
    ...maybe(rng.next() < 0.6, 'language', pick(rng, LANGUAGES)),
    ...maybe(rng.next() < 0.6, 'industry', pick(rng, SKILLS)),
    ...maybe(rng.next() < 0.5, 'timezone', pick(rng, ZONES)),
    ...maybe(rng.next() < 0.3, 'strategic', true),
    ...maybe(rng.next() < 0.5, 'stage', pick(rng, ['onboarding', 'adoption', 'renewal'])),
    ...maybe(rng.next() < 0.7, 'complexity', 1 + rng.int(5)),
    ...maybe(rng.next() < 0.7, 'healthScore', rng.int(101)),
    ...maybe(rng.next() < 0.8, 'aeId', `e${rng.int(options.aes)}`),
    ...maybe(rng.next() < 0.75, 'csmId', `c${rng.int(options.csms + 1)}`),
    ...maybe(rng.next() < 0.5, 'csmSince', addDays(AS_OF, -rng.int(1500))),
    ...maybe(rng.next() < 0.5, 'renewalDate', addDays(AS_OF, rng.int(400) - 30)),
    ...maybe(on() && rng.next() < 0.2, 'lockedUntil', addDays(AS_OF, rng.int(40) - 10)),
    ...maybe(on() && i > 0 && rng.next() < 0.4, 'parentId', `a${rng.int(Math.max(1, i))}`),
    ...maybe(on() && rng.next() < 0.2, 'conflictGroup', `g${rng.int(3)}`),
  } as unknown as AccountRecord;
}

function randomPolicy(rng: Rng, on: () => boolean): Policy {
  const p = structuredClone(defaultPolicy);
  const rule = (): 'hard' | 'soft' | 'off' => pick(rng, ['hard', 'soft', 'off']);
  if (on())
    p.eligibility = {
      region: rule(),
      country: rule(),
      language: rule(),
      skills: rule(),
      tier: rule(),
      clearances: rule(),
    };
  if (on())
    p.hours.skillFactors = [
      { skill: 'health', factor: 0.8 },
      { skill: 'sso', factor: 1.1 },
    ];
  if (on()) p.capacity = { ...p.capacity, mode: pick(rng, ['hard', 'priced']), max: 0.9 + rng.next() * 0.2 };
  if (on()) p.balanceWithin = 'all';
  if (on()) p.families = pick(rng, ['together-same-tier', 'off']);
  if (on()) p.pairing = { mode: pick(rng, ['soft', 'hard']), maxCsmsPerAe: 2, maxAesPerCsm: 3 };
  if (on())
    p.locks = { renewalWindowDays: 30, recentMoveDays: 90, healthBelow: 20, strategic: rng.next() < 0.3 };
  else p.locks = { renewalWindowDays: null, recentMoveDays: null, healthBelow: null, strategic: false };
  if (on()) p.weights.balanceRenewals = [{ beyondPoints: 30, perPoint: 0.1 }];
  if (on())
    p.disruption = { maxAccounts: 0.4, maxArr: 600_000, maxInPerCsm: 2, maxOutPerCsm: 0.5, maxPerAe: 3 };
  if (on()) p.tierMix = [{ tier: 'high', maxAccounts: 3, minHoursShare: 0.1, maxHoursShare: 0.9 }];
  return p;
}

function withLists(
  policy: Policy,
  accounts: AccountRecord[],
  csms: CsmRecord[],
  rng: Rng,
  on: () => boolean,
): Policy {
  const id = (): AccountId => pick(rng, accounts).accountId;
  if (on())
    policy.conflicts = [[id(), id(), id()].filter((x, i, all) => all.indexOf(x) === i)].filter(
      (c) => c.length > 1,
    );
  if (on()) policy.pins = [{ accountId: id(), csmId: pick(rng, csms).csmId }];
  return policy;
}
