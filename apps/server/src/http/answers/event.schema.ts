import { INCOMING_TYPES } from '@bailiwick/contracts';
import { z } from 'zod';

const moment = z.iso.datetime();

const recordedEvent = z.strictObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1),
  source: z.string().min(1),
  type: z.enum(INCOMING_TYPES),
  subject: z.string().min(1).optional(),
  time: moment,
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

const recordedResult = z.strictObject({
  status: z.enum(['recorded', 'waiting', 'repeat', 'refused', 'invalid']).meta({
    description: 'waiting: its subject is not known yet; in a stream also repeat, refused or invalid',
  }),
  position: z.number().int().optional(),
  recordedAt: moment.optional(),
  repeated: z.boolean().optional().meta({ description: 'it had been recorded before' }),
  line: z.number().int().optional().meta({ description: 'of a stream' }),
  source: z.string().optional(),
  id: z.string().optional(),
  problems: z.array(z.looseObject({ code: z.string(), message: z.string() })).optional(),
});

/** The answer to one event or a batch; a stream is answered by one such result a line. */
export const ingestedSchema = z.strictObject({ results: z.array(recordedResult) }).meta({
  examples: [{ results: [{ status: 'recorded', position: 4711, recordedAt: '2026-10-02T09:30:01.000Z' }] }],
});

export const eventStatusSchema = z
  .strictObject({
    source: z.string(),
    id: z.string(),
    status: z.enum(['unknown', 'recorded', 'waiting', 'retracted']),
    type: z.enum(INCOMING_TYPES).optional(),
    subject: z.string().optional(),
    time: z.string().optional(),
    position: z.number().int().optional(),
    recordedAt: moment.optional(),
    retractedBy: z.strictObject({ source: z.string(), id: z.string() }).optional(),
    unresolved: z
      .array(z.strictObject({ field: z.string(), kind: z.enum(['account', 'csm', 'ae']), id: z.string() }))
      .meta({ description: 'ids in it that nothing is known about yet' }),
  })
  .meta({
    examples: [
      {
        source: '/crm',
        id: 'crm-4711',
        status: 'recorded',
        type: 'account.expanded',
        subject: 'A0001',
        time: '2026-10-02T09:30:00.000Z',
        position: 4711,
        recordedAt: '2026-10-02T09:30:01.000Z',
        unresolved: [],
      },
    ],
  });
