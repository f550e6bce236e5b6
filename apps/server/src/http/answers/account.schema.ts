import { z } from 'zod';
import { pageSchema } from './page.schema.js';

const id = z.string().min(1);
const day = z.iso.date();
const moment = z.iso.datetime();
const texts = z.array(z.string());
const attribute = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** An account as the log tells it; an absent field is a missing fact. */
export const accountSchema = z
  .object({
    accountId: id,
    known: z.boolean(),
    status: z.enum(['active', 'churned', 'merged']),
    mergedInto: id.optional(),
    name: z.string().optional(),
    arr: z.number(),
    currency: z.string().optional(),
    region: z.string().optional(),
    country: z.string().optional(),
    segment: z.string().optional(),
    industry: z.string().optional(),
    language: z.string().optional(),
    timezone: z.string().optional(),
    products: texts.optional(),
    requiredSkills: texts.optional(),
    clearances: texts.optional(),
    conflictGroup: z.string().optional(),
    complexity: z.number().optional(),
    employees: z.number().optional(),
    parentId: id.optional(),
    aeId: id.optional(),
    healthScore: z.number().optional(),
    adoption: z.number().optional(),
    nps: z.number().optional(),
    csat: z.number().optional(),
    stage: z.string().optional(),
    strategic: z.boolean().optional(),
    startDate: day.optional(),
    renewalDate: day.optional(),
    lockedUntil: day.optional(),
    attributes: z.record(z.string(), attribute).optional(),
    csmId: id.optional().meta({ description: 'the owner' }),
    csmSince: day.optional(),
    actingCsmId: id.optional().meta({ description: 'who stands in for the owner' }),
    ownershipVersion: z.number().int().min(0),
    tier: id.optional(),
  })
  .meta({
    examples: [
      {
        accountId: 'A0001',
        known: true,
        status: 'active',
        name: 'Acme Ltd',
        arr: 312000,
        currency: 'USD',
        region: 'EMEA',
        aeId: 'E004',
        csmId: 'C012',
        csmSince: '2025-07-01',
        ownershipVersion: 2,
        tier: 'high',
      },
    ],
  });

export const accountPageSchema = pageSchema(accountSchema, [
  { accountId: 'A0001', known: true, status: 'active', arr: 312000, ownershipVersion: 0 },
]);

/** One event of an account's stream. */
export const historyEntrySchema = z.strictObject({
  position: z.number().int().min(1),
  version: z.number().int().min(1).meta({ description: "the event's place among those of the account" }),
  recordedAt: moment,
  type: z.string(),
  effectiveAt: moment.nullable(),
  source: z.string().optional().meta({ description: 'of an incoming event' }),
  id: z.string().optional().meta({ description: 'of an incoming event' }),
  time: moment.optional().meta({ description: 'when an incoming event happened' }),
  data: z.unknown(),
  actor: z.strictObject({ id: z.string(), role: z.string() }),
});

export const historyPageSchema = pageSchema(historyEntrySchema, [
  {
    position: 4711,
    version: 3,
    recordedAt: '2026-03-02T10:00:00.000Z',
    type: 'AccountExpanded',
    effectiveAt: '2026-03-01T00:00:00.000Z',
    source: '/crm',
    id: 'crm-4711',
    time: '2026-03-01T00:00:00.000Z',
    data: { accountId: 'A0001', arrDelta: 12000 },
    actor: { id: 'olga', role: 'ops' },
  },
]);

const holder = z.strictObject({ csmId: id }).nullable();

export const ownerSchema = z
  .strictObject({
    accountId: id,
    owner: holder,
    acting: holder,
    since: day.nullable().meta({ description: 'null: not known, or no owner' }),
    ownershipVersion: z.number().int().min(0),
    at: moment,
    asKnownAt: moment,
  })
  .meta({
    examples: [
      {
        accountId: 'A0001',
        owner: { csmId: 'C012' },
        acting: null,
        since: '2025-07-01',
        ownershipVersion: 2,
        at: '2026-03-03T23:59:59.999Z',
        asKnownAt: '2026-03-10T23:59:59.999Z',
      },
    ],
  });

const otherTier = z.strictObject({
  to: z.union([z.number(), z.boolean()]),
  tier: id,
  ruleId: id.nullable(),
});

/** A tier in words and with every rule and condition; `decision` is null where a fact is missing. */
export const tierExplanationSchema = z
  .strictObject({
    accountId: id,
    tier: id.nullable().meta({ description: 'the present tier' }),
    decided: z
      .strictObject({
        position: z.number().int().min(1),
        recordedAt: moment,
        effectiveAt: moment,
        ruleSetVersion: z.number().int(),
        ruleId: id.nullable(),
        reason: z.string(),
        by: z.strictObject({ id: z.string(), role: z.string() }),
      })
      .nullable()
      .meta({ description: 'the last decision in the log; null: none, a tier came with the account' }),
    pending: z
      .union([
        z.strictObject({ kind: z.literal('confirmation'), tier: id, nextCheckOn: z.iso.date() }),
        z.strictObject({ kind: z.literal('waiting'), tier: id }),
      ])
      .nullable()
      .meta({ description: 'a change that is on its way' }),
    text: z.string().nullable(),
    decision: z
      .looseObject({
        accountId: id,
        tier: id,
        rawTier: id,
        previousTier: id.nullable(),
        cause: z.string(),
        why: z.string(),
        ruleId: id.nullable(),
        reason: z.string(),
        facts: z.record(z.string(), z.unknown()),
      })
      .nullable(),
    sensitivity: z
      .array(
        z.strictObject({
          scoreId: id,
          score: z.number().nullable(),
          criteria: z.array(
            z.strictObject({
              fact: id,
              weight: z.number(),
              place: z.number().nullable().meta({ description: 'between the bounds, 0 to 1; null: missing' }),
              otherWeight: otherTier.optional(),
              otherValue: otherTier.optional(),
            }),
          ),
          decisive: id.nullable().meta({ description: 'whose weight decides first' }),
          complete: z.boolean().meta({ description: 'false: too much to try, changes may be missing' }),
        }),
      )
      .meta({
        description:
          'of each score that the rules look at, criterion by criterion: the smallest change of one weight, or of one value, alone with which the rules give another tier',
      }),
    problems: z.array(z.looseObject({ code: z.string(), message: z.string() })),
  })
  .meta({
    examples: [
      {
        accountId: 'A0001',
        tier: 'low',
        decided: null,
        pending: { kind: 'confirmation', tier: 'high', nextCheckOn: '2026-10-31' },
        text: 'Account A0001: tier high (before: low)\nWhy: …',
        decision: {
          accountId: 'A0001',
          tier: 'high',
          rawTier: 'high',
          previousTier: 'low',
          cause: 'changed',
          why: 'ARR of 250K and more',
          ruleId: 'large',
          reason: 'ARR of 250K and more',
          facts: { arr: 312000 },
        },
        sensitivity: [],
        problems: [],
      },
    ],
  });
