import type { Policy } from './policy.js';

/** The policy that applies where none is given; samples/policies/default.json is the same document for people. */
export const defaultPolicy: Policy = {
  id: 'default',
  version: 1,
  currency: 'USD',
  fxRates: {},
  horizonMonths: 3,
  shortLeaveDays: 45,
  hours: {
    standardHoursPerMonth: 120,
    stageFactors: {
      onboarding: 1.5,
      renewal: 1.2,
    },
    complexityFactors: {
      '1': 0.8,
      '2': 0.9,
      '3': 1,
      '4': 1.2,
      '5': 1.4,
    },
    healthFactors: [
      {
        below: 40,
        factor: 1.3,
      },
      {
        below: 60,
        factor: 1.1,
      },
    ],
    skillFactors: [],
  },
  eligibility: {
    region: 'hard',
    country: 'off',
    language: 'hard',
    skills: 'hard',
    tier: 'hard',
    clearances: 'hard',
  },
  capacity: {
    mode: 'priced',
    max: 1,
    hardMax: 1.2,
    overloadPointsPerHour: 200,
  },
  balanceWithin: 'region',
  families: 'together-same-coverage',
  conflicts: [],
  pins: [],
  pairing: {
    mode: 'soft',
    maxCsmsPerAe: null,
    maxAesPerCsm: null,
  },
  locks: {
    renewalWindowDays: 60,
    recentMoveDays: 180,
    healthBelow: null,
    strategic: false,
  },
  disruption: {
    maxAccounts: null,
    maxArr: null,
    maxInPerCsm: null,
    maxOutPerCsm: null,
    maxPerAe: null,
  },
  tierMix: [],
  auto: {
    newAccount: 'place',
    departure: 'propose',
    overload: 'propose',
    expansion: 'propose',
  },
  weights: {
    unassigned: 1000000,
    move: {
      base: 10,
      arrScale: 100000,
      renewalSoonDays: 90,
      renewalSoonFactor: 2,
      tenureYearsCap: 4,
      healthBelow: 60,
      healthFactor: 1.5,
    },
    pair: {
      new: 8,
      kept: 2,
    },
    fit: {
      industry: 3,
      firstLanguage: 1,
      timezonePerHour: 0.5,
      timezoneFreeHours: 3,
      strategicPerSeniorityStep: 2,
    },
    balanceHours: [
      {
        beyondPoints: 5,
        perPoint: 1,
      },
      {
        beyondPoints: 15,
        perPoint: 2,
      },
    ],
    balanceArr: [
      {
        beyondPoints: 20,
        perPoint: 0.2,
      },
    ],
    balanceRenewals: [],
    avp: {
      perPair: 2,
    },
  },
};
