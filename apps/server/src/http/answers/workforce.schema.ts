import { z } from 'zod';
import { pageSchema } from './page.schema.js';

const id = z.string().min(1);
const day = z.iso.date();
const texts = z.array(z.string());
const money = z.number();

/** A CSM or a pool as the log tells it; an absent field is not known. */
export const csmSchema = z
  .object({
    csmId: id,
    known: z.boolean(),
    name: z.string().optional(),
    regions: texts.optional(),
    countries: texts.optional(),
    languages: texts.optional(),
    skills: texts.optional(),
    clearances: texts.optional(),
    tiers: texts.optional(),
    timezone: z.string().optional(),
    location: z.string().optional(),
    seniority: z.number().optional(),
    capacityHours: z.number().min(0).meta({ description: 'contracted hours a month' }),
    cost: z.number().optional(),
    managerId: id.optional(),
    startDate: day.optional(),
    endDate: day.optional(),
    rampMonths: z.number().optional(),
    leaves: z.array(z.object({ from: day, to: day, coverCsmId: id.optional() })),
    maxAccounts: z.number().optional(),
    pool: z.boolean().optional(),
  })
  .meta({
    examples: [
      { csmId: 'C012', known: true, name: 'Ana', regions: ['EMEA'], capacityHours: 120, leaves: [] },
    ],
  });

export const csmPageSchema = pageSchema(csmSchema, [
  { csmId: 'C012', known: true, capacityHours: 120, leaves: [] },
]);

export const aeSchema = z.object({
  aeId: id,
  known: z.boolean(),
  name: z.string().optional(),
  region: z.string().optional(),
  team: z.string().optional(),
  avpId: id.optional(),
  lastDay: day.optional().meta({ description: 'the last day, inclusive, of somebody who leaves' }),
});

export const aePageSchema = pageSchema(aeSchema, [
  { aeId: 'E004', known: true, region: 'EMEA', team: 'DACH' },
]);

const currency = z.string().meta({ description: 'of every ARR in this answer' });

export const bookSchema = z
  .strictObject({
    csmId: id,
    currency,
    accounts: z.array(
      z.strictObject({
        accountId: id,
        name: z.string().nullable(),
        arr: money,
        tier: id.nullable(),
        aeId: id.nullable(),
        since: day.nullable(),
        hours: z.number().nullable().meta({ description: 'a month; null while the account has no tier' }),
      }),
    ),
    totals: z.strictObject({
      accounts: z.number().int().min(0),
      arr: money,
      hours: z.number().min(0).meta({ description: 'a month, by the built-in rule set and policy' }),
      capacityHours: z.number().min(0),
      pairs: z.number().int().min(0).meta({ description: 'AEs that this CSM works with' }),
    }),
  })
  .meta({
    examples: [
      {
        csmId: 'C012',
        currency: 'USD',
        accounts: [
          {
            accountId: 'A0001',
            name: 'Acme Ltd',
            arr: 312000,
            tier: 'high',
            aeId: 'E004',
            since: '2025-07-01',
            hours: 6,
          },
        ],
        totals: { accounts: 1, arr: 312000, hours: 6, capacityHours: 120, pairs: 1 },
      },
    ],
  });

export const pairPageSchema = pageSchema(
  z.strictObject({ aeId: id, csmId: id, accounts: z.number().int().min(1), arr: money, currency }),
  [{ aeId: 'E004', csmId: 'C012', accounts: 7, arr: 1450000, currency: 'USD' }],
);
