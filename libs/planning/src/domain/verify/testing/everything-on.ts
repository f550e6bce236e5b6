import { account, ae, csm, type PlainCompany } from './company.js';

const emea = { region: 'EMEA' };

/**
 * A company with every term and every hard constraint switched on, and a plan of it that keeps them all.
 * T1 is 10 hours, T2 5, P 1; persons have 30 hours, up to 36.
 */
export const everythingOn = {
  accounts: [
    account('big', { ...emea, arr: 300, aeId: 'ae1', csmId: 'ana' }),
    account('kid', { ...emea, tier: 'T2', parentId: 'big', aeId: 'ae1', csmId: 'ben' }),
    account('lock', { ...emea, arr: 200, aeId: 'ae1', csmId: 'ana', lockedUntil: '2026-06-30' }),
    account('pin', { ...emea, arr: 200, aeId: 'ae2', csmId: 'ben' }),
    account('mover', {
      ...emea,
      aeId: 'ae2',
      csmId: 'ben',
      renewalDate: '2026-03-15',
      csmSince: '2022-01-01',
      healthScore: 50,
    }),
    account('stay', {
      ...emea,
      aeId: 'ae3',
      csmId: 'ben',
      language: 'de',
      timezone: 'Asia/Tokyo',
      country: 'FR',
    }),
    account('riv1', {
      ...emea,
      tier: 'T2',
      aeId: 'ae3',
      csmId: 'ben',
      conflictGroup: 'soda',
      industry: 'retail',
    }),
    account('riv2', {
      ...emea,
      tier: 'T2',
      aeId: 'ae1',
      csmId: 'cy',
      conflictGroup: 'soda',
      industry: 'retail',
    }),
    account('lost', { ...emea, aeId: 'ae1', csmId: 'left-long-ago', strategic: true }),
    account('new', { ...emea, tier: 'T2', aeId: 'ae4' }),
    account('c1', { ...emea, tier: 'T2', aeId: 'ae2', csmId: 'cy' }),
    account('pooled', { ...emea, tier: 'P', arr: 50, csmId: 'old-pool' }),
    account('idle', { ...emea, language: 'fr' }),
  ],
  csms: [
    csm('ana', { regions: ['EMEA'], capacityHours: 30, seniority: 4 }),
    csm('ben', {
      regions: ['EMEA'],
      capacityHours: 30,
      languages: ['en', 'de'],
      countries: ['GB'],
      timezone: 'Europe/Berlin',
    }),
    csm('cy', { regions: ['EMEA'], capacityHours: 30, skills: ['retail'], maxAccounts: 4 }),
    csm('pool', { regions: ['EMEA'], capacityHours: 10, pool: true }),
    csm('old-pool', { regions: ['EMEA'], endDate: '2025-12-31', pool: true }),
  ],
  aes: [ae('ae1', 'v1'), ae('ae2', 'v1'), ae('ae3', 'v2'), ae('ae4')],
  policy: {
    hours: { skillFactors: [{ skill: 'retail', factor: 0.5 }] },
    eligibility: {
      region: 'hard',
      country: 'soft',
      language: 'hard',
      skills: 'hard',
      tier: 'hard',
      clearances: 'hard',
    },
    capacity: { overloadPointsPerHour: 200 },
    families: 'together-same-coverage',
    conflicts: [['lock', 'c1']],
    pins: [{ accountId: 'pin', csmId: 'cy' }],
    pairing: { mode: 'hard', maxCsmsPerAe: 3, maxAesPerCsm: 3 },
    locks: { renewalWindowDays: 60, recentMoveDays: 180, healthBelow: 20, strategic: true },
    disruption: { maxAccounts: 1, maxArr: 200, maxInPerCsm: 1, maxOutPerCsm: 1, maxPerAe: 1 },
    tierMix: [{ tier: 'T1', maxAccounts: 3, minHoursShare: 0.3, maxHoursShare: 1 }],
    weights: {
      unassigned: 1000000,
      move: {
        base: 10,
        arrScale: 100,
        renewalSoonDays: 90,
        renewalSoonFactor: 2,
        tenureYearsCap: 4,
        healthBelow: 60,
        healthFactor: 1.5,
      },
      pair: { new: 8, kept: 2 },
      avp: { perPair: 2 },
      fit: {
        industry: 3,
        firstLanguage: 1,
        timezonePerHour: 0.5,
        timezoneFreeHours: 3,
        strategicPerSeniorityStep: 2,
      },
      balanceHours: [
        { beyondPoints: 5, perPoint: 1 },
        { beyondPoints: 15, perPoint: 2 },
      ],
      balanceArr: [{ beyondPoints: 20, perPoint: 0.2 }],
      balanceRenewals: [{ beyondPoints: 50, perPoint: 0.1 }],
    },
  },
} satisfies PlainCompany;

/** Keeps every hard constraint; only `mover` moves at discretion. */
export const lawfulPlan: Readonly<Record<string, string | null>> = {
  big: 'ana',
  kid: 'ana',
  lock: 'ana',
  pin: 'cy',
  mover: 'cy',
  stay: 'ben',
  riv1: 'ben',
  riv2: 'cy',
  lost: 'ana',
  new: 'ben',
  c1: 'cy',
  pooled: 'pool',
  idle: null,
};
