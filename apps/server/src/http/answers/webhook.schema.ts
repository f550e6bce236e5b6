import { OUTGOING_TYPES, WEBHOOK_DISABLED_CODES } from '@bailiwick/contracts';
import { z } from 'zod';
import { pageSchema } from './page.schema.js';

const moment = z.iso.datetime();

const shape = {
  webhookId: z.string(),
  url: z.string(),
  types: z.array(z.enum(OUTGOING_TYPES)),
  description: z.string().nullable(),
  enabled: z.boolean(),
  disabled: z
    .strictObject({ code: z.enum(WEBHOOK_DISABLED_CODES), text: z.string() })
    .nullable()
    .meta({ description: 'why it is not enabled: somebody said so, it answered 410, or it failed too long' }),
  after: z.number().int().meta({ description: 'the position of the log after which deliveries began' }),
  secrets: z
    .array(z.strictObject({ secretId: z.string(), since: moment, until: moment.nullable() }))
    .meta({ description: 'what signs, the newest first; the secrets themselves are not told' }),
  revision: z.number().int(),
  createdAt: moment,
  changedAt: moment,
};

const example = {
  webhookId: 'wh-4f1b8c2a9d3e5f60718293a4',
  url: 'https://hooks.example.com/bailiwick',
  types: ['territory.changed.v1' as const],
  description: 'the CRM',
  enabled: true,
  disabled: null,
  after: 4711,
  secrets: [{ secretId: 'x4Wc0fq3', since: '2026-03-02T10:00:00.000Z', until: null }],
  revision: 1,
  createdAt: '2026-03-02T10:00:00.000Z',
  changedAt: '2026-03-02T10:00:00.000Z',
};

export const webhookSchema = z.strictObject(shape).meta({ examples: [example] });
export const webhookPageSchema = pageSchema(webhookSchema, [example]);

/** The only answers that hold a secret. */
export const webhookWithSecretSchema = z
  .strictObject({
    ...shape,
    secret: z.string().meta({ description: 'told now and never again; what a receiver verifies with' }),
  })
  .meta({ examples: [{ ...example, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' }] });

const delivery = z.strictObject({
  deliveryId: z.string(),
  eventId: z.string().meta({ description: 'the `webhook-id`' }),
  type: z.string(),
  subject: z.string(),
  cause: z.enum(['feed', 'test', 'redelivery']),
  at: moment,
  attempt: z.number().int(),
  status: z.number().int().nullable().meta({ description: 'of the answer; null where there was none' }),
  durationMs: z.number(),
  problem: z
    .strictObject({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'null: it was delivered' }),
  retryAt: moment.nullable(),
});
const deliveryExample = {
  deliveryId: '812',
  eventId: '4712-0',
  type: 'territory.changed.v1',
  subject: 'A0001',
  cause: 'feed' as const,
  at: '2026-03-02T10:00:01.000Z',
  attempt: 1,
  status: 503,
  durationMs: 41,
  problem: { code: 'refused', message: 'answered 503' },
  retryAt: '2026-03-02T10:00:06.000Z',
};

export const deliverySchema = delivery.meta({ examples: [deliveryExample] });
export const deliveryPageSchema = pageSchema(delivery, [deliveryExample]);

export const webhookProgressSchema = z
  .strictObject({
    position: z
      .number()
      .int()
      .meta({ description: 'everything up to here is acknowledged; told with a delay of some events' }),
    head: z.number().int().meta({ description: 'the end of the log' }),
    failing: delivery.nullable().meta({ description: 'the failed attempt after which another one is due' }),
  })
  .meta({ examples: [{ position: 4711, head: 4790, failing: deliveryExample }] });
