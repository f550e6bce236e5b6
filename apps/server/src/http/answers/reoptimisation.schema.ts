import { z } from 'zod';

const id = z.string().min(1);
const count = z.number().int().min(0);

const disruption = z.strictObject({
  status: z.enum(['optimal', 'feasible', 'infeasible', 'failed']),
  moved: count.meta({ description: 'accounts that change hands' }),
  mandatory: count,
  discretionary: count,
  placed: count,
  unassigned: count,
  arrMoved: z.number(),
  hoursMoved: z.number().meta({ description: 'a month' }),
  territories: count.meta({ description: 'books of business that give accounts away or get some' }),
  objective: z.number(),
  gap: z.number().nullable().meta({ description: 'to the proven bound; null: nothing was proven' }),
  stoppedByTime: z.boolean().meta({ description: 'true: the same question may have another answer' }),
});
const difference = z.number().int();

/** What re-optimising the book under new rules would move, beside re-optimising it under those in force. */
export const reoptimisationSchema = z
  .strictObject({
    today: disruption.meta({ description: 'by the tiers that the rules in force give' }),
    edited: disruption.meta({ description: 'by the tiers that the new rules would give' }),
    byEdit: z
      .strictObject({
        moved: difference,
        mandatory: difference,
        discretionary: difference,
        arrMoved: z.number(),
        hoursMoved: z.number(),
        territories: difference,
        unassigned: difference,
      })
      .meta({ description: '`edited` less `today`; negative where less would move' }),
    moves: z
      .array(
        z.strictObject({
          accountId: id,
          from: id,
          to: id.nullable(),
          mandatory: z.boolean(),
          arr: z.number(),
          hours: z.number(),
          tier: id,
          today: z
            .enum(['same', 'elsewhere', 'stays'])
            .meta({ description: 'what re-optimising under the rules in force does with the account' }),
        }),
      )
      .max(1_000)
      .meta({ description: 'the 1,000 with the largest ARR' }),
  })
  .meta({ description: 'only with `reOptimise=true`' });
