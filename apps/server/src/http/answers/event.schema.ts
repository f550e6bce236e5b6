import { INCOMING_TYPES } from '@bailiwick/contracts';
import { z } from 'zod';

const recordedEvent = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.enum(INCOMING_TYPES),
  subject: z.string().min(1).optional(),
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  traceparent: z.string().optional(),
  position: z.number().int().min(1).meta({ description: 'extension: its place in this log' }),
  data: z.record(z.string(), z.unknown()),
});

const EXAMPLE = {
  specversion: '1.0',
  id: 'crm-4711',
  source: '/crm',
  type: 'account.expanded',
  subject: 'A0001',
  time: '2026-10-02T09:30:00.000Z',
  datacontenttype: 'application/json',
  position: 4711,
  data: { accountId: 'A0001', arrDelta: 12000, reason: 'more seats' },
} as const;

/** What was sent to `POST /v1/events`, in the order of the log. */
export const eventPageSchema = z
  .strictObject({
    events: z.array(recordedEvent),
    next: z.number().int().min(0).meta({ description: "the position read up to: the next page's `after`" }),
  })
  .meta({ examples: [{ events: [EXAMPLE], next: 4711 }] });
