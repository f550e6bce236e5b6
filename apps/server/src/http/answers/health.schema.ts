import { z } from 'zod';

export const liveSchema = z.strictObject({ status: z.literal('ok') }).meta({ examples: [{ status: 'ok' }] });

const count = z.number().int().min(0);

export const roleStateSchema = z.strictObject({
  state: z.enum(['working', 'standing-by', 'idle', 'in-trouble']),
  why: z.string().optional(),
  behind: count.optional().meta({ description: 'commits of the log that are still to be worked off' }),
  making: z.array(z.string()).optional().meta({ description: 'the plans that are being made' }),
  helping: z
    .string()
    .optional()
    .meta({ description: 'a plan that another process makes, and this one solves a block of' }),
});

export const readySchema = z
  .strictObject({
    status: z.literal('ok'),
    head: z.number().int().min(0).meta({ description: 'the last position of the log' }),
    process: z.strictObject({
      position: z.number().int().min(0).meta({ description: 'what tiers and owners follow up to' }),
      behind: count,
    }),
    roles: z
      .strictObject({
        api: roleStateSchema.optional(),
        ingest: roleStateSchema.optional(),
        process: roleStateSchema.optional(),
        plan: roleStateSchema.optional(),
        relay: roleStateSchema.optional(),
      })
      .meta({ description: 'what each role of this process is doing' }),
  })
  .meta({
    examples: [
      {
        status: 'ok',
        head: 30521,
        process: { position: 30521, behind: 0 },
        roles: {
          api: { state: 'working' },
          process: { state: 'standing-by', behind: 0 },
          plan: { state: 'working', making: ['p-2026-10'] },
          relay: { state: 'in-trouble', why: 'connect ECONNREFUSED 127.0.0.1:9092', behind: 212 },
        },
      },
    ],
  });
