import { z } from 'zod';
import { rootConditionSchema } from './condition.js';
import { ruleSetCaps as caps } from './rule-set-caps.js';

const text = z.string().max(caps.textLength);
/** Printable, without the list separator `;`, no space at either end; at most 100 characters; safe as an object's key. */
const NAME = /^(?!(?:__proto__|prototype|constructor)$)[^\s;\p{Cc}](?:[^;\p{Cc}]{0,98}[^\s;\p{Cc}])?$/u;
const name = z.string().regex(NAME, { error: 'a name of 1 to 100 printable characters without ";"' });
/** A field of `account.new`, `familyArr`, a score's id, or `attributes.` and the attribute's name. */
const FACT_NAME =
  /^(?:[A-Za-z][A-Za-z0-9_]{0,99}|attributes\.[^\s;\p{Cc}](?:[^;\p{Cc}]{0,98}[^\s;\p{Cc}])?)$/u;
const factName = z.string().regex(FACT_NAME, { error: 'a fact name such as "arr" or "attributes.rating"' });
const percent = z.number().min(0).max(100);
const days = z.number().int().min(0).max(36_525);
const day = z.iso.date();

export const FACT_TYPES = ['number', 'integer', 'string', 'boolean', 'enum', 'date', 'list'] as const;
export type FactType = (typeof FACT_TYPES)[number];

const factValue = z.union([text, z.number(), z.boolean(), z.null(), z.array(text).max(1_000)]);

/** What values a fact can have. A missing fact takes `onMissing`, or is refused where that is `"error"`. */
export const factDefinitionSchema = z.strictObject({
  type: z.enum(FACT_TYPES),
  /** The values of an `enum`, or the possible entries of a `list`. */
  values: z.array(text).min(1).max(caps.listValues).optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  unit: text.optional(),
  nullable: z.boolean().optional(),
  onMissing: factValue,
});
export type FactDefinition = z.infer<typeof factDefinitionSchema>;

/** A touch model: how much work an account gets, and whether a person or a pool gives it. */
export const tierSchema = z
  .strictObject({
    id: name,
    /** 1 is the highest touch. */
    rank: z.number().int().min(1).max(1_000),
    touch: z.enum(['high', 'mid', 'low', 'tech']),
    coverage: z.enum(['named', 'pool']),
    /** Accounts a CSM: the hours of an account are the policy's `standardHoursPerMonth` / ratio. */
    ratio: z.number().positive().max(1_000_000).optional(),
    hoursPerMonth: z.number().positive().max(10_000).optional(),
    purpose: text.optional(),
  })
  .refine((tier) => (tier.ratio === undefined) !== (tier.hoursPerMonth === undefined), {
    error: 'exactly one of ratio and hoursPerMonth',
  });
export type Tier = z.infer<typeof tierSchema>;

/** Half-open: `from` ≤ value < `to`; `to: null` has no upper end. */
export const bandSchema = z.strictObject({ id: name, from: z.number(), to: z.number().nullable() });
export type Band = z.infer<typeof bandSchema>;

/** One weighted criterion of a score; its fact's value is placed between fixed bounds as a number from 0 to 1. */
export const scoreInputSchema = z.strictObject({
  fact: factName,
  weight: z.number().positive().max(1_000_000),
  bounds: z.strictObject({ lower: z.number(), upper: z.number() }),
  smallerIsBetter: z.boolean().optional(),
  curve: z.enum(['linear', 'log']).optional(),
  /**
   * For an account whose fact is null: a value in the fact's own unit; `"skip"` shares the weight among the other
   * criteria; `"error"` refuses the account.
   */
  onMissing: z.union([z.number(), z.enum(['skip', 'error'])]),
});
export type ScoreInput = z.infer<typeof scoreInputSchema>;

/** The score is the sum of weight × placed value, from 0 to the sum of the weights; its id is a fact. */
export const scoreSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, { error: 'a name of letters, digits and _' }),
  inputs: z.array(scoreInputSchema).min(1).max(caps.inputsPerScore),
});
export type Score = z.infer<typeof scoreSchema>;

export const tierRuleSchema = z.strictObject({
  id: name,
  description: text.optional(),
  /** Default true. */
  enabled: z.boolean().optional(),
  /** Higher goes first; unique. */
  priority: z.number().int().min(1).max(caps.priority),
  conditions: rootConditionSchema,
  event: z.strictObject({
    type: z.literal('tier'),
    params: z.strictObject({ tier: name, reason: text.optional() }),
  }),
});
export type TierRule = z.infer<typeof tierRuleSchema>;

/** Both days are inclusive. */
export const freezeWindowSchema = z.strictObject({ from: day, to: day, reason: text.optional() });

export const stabilitySchema = z.strictObject({
  bufferPct: z.number().min(0).max(99).optional(),
  confirmPeriods: z.number().int().min(0).max(100).optional(),
  periodDays: z.number().int().min(1).max(3_660).optional(),
  minDwellDays: days.optional(),
  maxBufferDays: days.nullable().optional(),
  reviewCadence: z.enum(['none', 'monthly', 'quarterly', 'yearly']).optional(),
  freezeWindows: z.array(freezeWindowSchema).max(caps.freezeWindows).optional(),
  /** Ids of rules whose changes apply at once. */
  bypassRules: z.array(name).max(caps.rules).optional(),
});

/** How calm tiers are kept; see docs/reference/tier-rules.md. */
export type Stability = Required<z.infer<typeof stabilitySchema>>;

/** What applies where a rule set says nothing else. */
export const defaultStability: Stability = {
  bufferPct: 10,
  confirmPeriods: 2,
  periodDays: 30,
  minDwellDays: 0,
  maxBufferDays: 365,
  reviewCadence: 'monthly',
  freezeWindows: [],
  bypassRules: [],
};

export const storedTestSchema = z.strictObject({
  name: text.min(1),
  facts: z.record(factName, factValue),
  previousTier: name.nullable().optional(),
  expectTier: name,
  /** The rule that decides the raw tier; `null` expects that none does. */
  expectRule: name.nullable().optional(),
});
export type StoredTest = z.infer<typeof storedTestSchema>;

/**
 * The rule set as people edit it. Names that refer to one another are checked by `lintRuleSet`, not by this schema.
 * Recursive in `conditions`: only for documents whose depth was checked.
 */
export const ruleSetSchema = z
  .strictObject({
    $schema: z.string().max(500).optional(),
    id: name,
    version: z.number().int().min(1),
    /** The version that this one was edited from. */
    basedOn: z
      .union([z.number().int().min(1), name])
      .nullable()
      .optional(),
    contentHash: z.string().max(200).nullable().optional(),
    author: text.optional(),
    reason: text.optional(),
    effectiveFrom: z
      .union([day, z.iso.datetime({ offset: true })])
      .nullable()
      .optional(),
    facts: z.record(factName, factDefinitionSchema),
    tiers: z.array(tierSchema).min(1).max(caps.tiers),
    bands: z.record(factName, z.array(bandSchema).min(1).max(caps.bandsPerFact)).optional(),
    scores: z.array(scoreSchema).max(caps.scores).optional(),
    conditions: z.record(name, rootConditionSchema).optional(),
    hitPolicy: z.literal('first'),
    rules: z.array(tierRuleSchema).max(caps.rules),
    defaultTier: name,
    stability: stabilitySchema.optional(),
    limits: z
      .strictObject({
        maxPctAccountsChanged: percent.optional(),
        maxPctHoursShifted: percent.optional(),
        /** How much of the rules the stored tests have to show, as `rules test --coverage` counts it. */
        minPctTestCoverage: percent.optional(),
      })
      .optional(),
    tests: z.array(storedTestSchema).max(caps.tests).optional(),
  })
  .meta({ id: 'RuleSet', title: 'Bailiwick rule set' });
export type RuleSet = z.infer<typeof ruleSetSchema>;

/** A person's decision that an account has a tier whatever the rules say; it ends at `expiresAt`. */
export const tierOverrideSchema = z.strictObject({
  accountId: z.string().min(1).max(200),
  tier: name,
  reason: text.min(1),
  author: z.string().min(1).max(200),
  approver: z.string().min(1).max(200).optional(),
  /** The override no longer applies from this instant on; a day means its start, 00:00 UTC. */
  expiresAt: z.union([day, z.iso.datetime({ offset: true })]),
});
export type TierOverride = z.infer<typeof tierOverrideSchema>;

/** The JSON Schema (draft 2020-12) of a rule set, for editors and other programs. */
export function ruleSetJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(ruleSetSchema, { io: 'input' }) as Record<string, unknown>;
}
