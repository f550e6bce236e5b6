import { z } from 'zod';

const count = z.number().int().min(0);
const rate = z.number().min(0);
const tier = z.string().min(1);

const replay = z.strictObject({
  accounts: count.meta({ description: 'that were customers for at least a day' }),
  accountYears: rate,
  moves: count,
  movesPerAccountYear: rate,
  reversals: count.meta({
    description: 'moves that take back the account’s move before, at most a year later',
  }),
  reversalsPerAccountYear: rate,
  rawMovesPerAccountYear: rate.meta({ description: 'what would have moved without stability' }),
  byMonth: z.array(z.strictObject({ month: z.string().regex(/^\d{4}-\d\d$/), moves: count })),
  transitions: z.array(z.strictObject({ from: tier, to: tier, moves: count })),
  tiers: z
    .array(z.strictObject({ tier, accounts: count }))
    .meta({ description: 'customers at the end by tier' }),
});

const EXAMPLE = {
  accounts: 2500,
  accountYears: 2400.5,
  moves: 240,
  movesPerAccountYear: 0.1,
  reversals: 12,
  reversalsPerAccountYear: 0.005,
  rawMovesPerAccountYear: 0.31,
  byMonth: [{ month: '2026-01', moves: 240 }],
  transitions: [{ from: 'low', to: 'high', moves: 240 }],
  tiers: [{ tier: 'low', accounts: 900 }],
};

/** How a stretch of history would have looked under two rule sets. */
export const ruleSetReplaySchema = z
  .strictObject({
    from: z.iso.date(),
    to: z.iso.date().meta({ description: 'the day after the last' }),
    inForce: replay,
    next: replay,
    otherwise: count.meta({ description: 'accounts that would have another tier at the end' }),
  })
  .meta({
    examples: [
      {
        from: '2025-10-01',
        to: '2026-10-01',
        inForce: EXAMPLE,
        next: { ...EXAMPLE, moves: 120 },
        otherwise: 40,
      },
    ],
  });
