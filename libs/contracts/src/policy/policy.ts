import { z } from 'zod';

const factor = z.number().positive();
const weight = z.number().min(0);
const share = z.number().min(0).max(1);
/** Below 1 a share of today's book, from 1 a count or an amount; null = no limit. */
const budget = z.number().min(0).nullable();
const rule = z.enum(['hard', 'soft', 'off']);
const id = z.string().min(1).max(200);

/** A piece of a convex penalty: each point of deviation beyond `beyondPoints` costs `perPoint`. */
const penalties = z.array(z.strictObject({ beyondPoints: weight, perPoint: weight }));

const hours = z.strictObject({
  standardHoursPerMonth: z.number().positive(),
  stageFactors: z.record(z.string(), factor),
  complexityFactors: z.partialRecord(z.enum(['1', '2', '3', '4', '5']), factor),
  healthFactors: z.array(z.strictObject({ below: z.number(), factor })),
  skillFactors: z.array(z.strictObject({ skill: id, factor })),
});

const weights = z.strictObject({
  unassigned: weight,
  move: z.strictObject({
    base: weight,
    arrScale: z.number().positive(),
    renewalSoonDays: weight,
    renewalSoonFactor: weight,
    tenureYearsCap: z.number().positive(),
    healthBelow: z.number(),
    healthFactor: weight,
  }),
  pair: z.strictObject({ new: weight, kept: weight }),
  fit: z.strictObject({
    industry: weight,
    firstLanguage: weight,
    timezonePerHour: weight,
    timezoneFreeHours: weight,
    strategicPerSeniorityStep: weight,
  }),
  balanceHours: penalties,
  balanceArr: penalties,
  balanceRenewals: penalties,
  avp: z.strictObject({ perPair: weight }),
});

/**
 * The planning policy: what is hard, what is soft and at what price, in points (lower is better).
 * The meaning of each field is in docs/reference/planning-model.md.
 */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  id,
  version: z.number().int().min(1),
  currency: z.string().length(3),
  /** Units of `currency` for one unit of the key's currency. */
  fxRates: z.record(z.string().length(3), z.number().positive()),
  horizonMonths: z.number().int().min(1).max(60),
  /** A leave of at most this many days is covered and leaves capacity as it is. */
  shortLeaveDays: z.number().int().min(0),
  hours,
  eligibility: z.strictObject({
    region: rule,
    country: rule,
    language: rule,
    skills: rule,
    tier: rule,
    clearances: rule,
  }),
  capacity: z.strictObject({
    mode: z.enum(['priced', 'hard']),
    max: z.number().positive(),
    hardMax: z.number().min(1),
    overloadPointsPerHour: weight,
  }),
  balanceWithin: z.enum(['region', 'all']),
  families: z.enum(['together-same-coverage', 'together-same-tier', 'off']),
  conflicts: z.array(z.array(id).min(2)),
  pins: z.array(z.strictObject({ accountId: id, csmId: id })),
  pairing: z.strictObject({
    mode: z.enum(['soft', 'hard']),
    maxCsmsPerAe: z.number().int().min(1).nullable(),
    maxAesPerCsm: z.number().int().min(1).nullable(),
  }),
  locks: z.strictObject({
    renewalWindowDays: z.number().int().min(0).nullable(),
    recentMoveDays: z.number().int().min(0).nullable(),
    healthBelow: z.number().nullable(),
    strategic: z.boolean(),
  }),
  disruption: z.strictObject({
    maxAccounts: budget,
    maxArr: budget,
    maxInPerCsm: budget,
    maxOutPerCsm: budget,
    maxPerAe: budget,
  }),
  tierMix: z.array(
    z.strictObject({
      tier: id,
      maxAccounts: z.number().int().min(0).optional(),
      minHoursShare: share.optional(),
      maxHoursShare: share.optional(),
    }),
  ),
  auto: z.strictObject({
    newAccount: z.enum(['place', 'propose']),
    departure: z.enum(['place', 'propose']),
    overload: z.enum(['place', 'propose']),
    expansion: z.enum(['place', 'propose']),
  }),
  weights,
});

export type Policy = z.infer<typeof policySchema>;
