import { z } from 'zod';

export const liveSchema = z.strictObject({ status: z.literal('ok') }).meta({ examples: [{ status: 'ok' }] });

export const readySchema = z
  .strictObject({
    status: z.literal('ok'),
    head: z.number().int().min(0).meta({ description: 'the last position of the log' }),
    process: z.strictObject({
      position: z.number().int().min(0).meta({ description: 'what tiers and owners follow up to' }),
      behind: z.number().int().min(0),
    }),
  })
  .meta({ examples: [{ status: 'ok', head: 30521, process: { position: 30521, behind: 0 } }] });
