import { outgoingDataSchemas, outgoingEnvelope, OUTGOING_TYPES } from '@bailiwick/contracts';
import { z } from 'zod';
import { jsonSchemaOf } from './json-schema.js';

const event = z.union(
  OUTGOING_TYPES.map((type) =>
    outgoingEnvelope.extend({ type: z.literal(type), data: outgoingDataSchemas[type] }),
  ),
);

export const feedExample = {
  specversion: '1.0',
  id: '4712-0',
  source: '/bailiwick/logs/0b6a7c1e',
  type: 'territory.changed.v1',
  subject: 'A0001',
  time: '2026-03-02T10:00:00.000Z',
  datacontenttype: 'application/json',
  dataschema: 'urn:bailiwick:schema:territory.changed.v1',
  partitionkey: 'A0001',
  data: {
    accountId: 'A0001',
    from: null,
    to: { csmId: 'C012' },
    acting: null,
    aeId: 'E004',
    tier: 'high',
    reason: { code: 'new-account', text: 'least cost among 7 who may serve it' },
    effectiveAt: '2026-03-01T00:00:00.000Z',
    recordedAt: '2026-03-02T10:00:00.000Z',
    ownershipVersion: 1,
    causedBy: { source: '/crm', id: 'crm-4710' },
  },
} as const;

export const feedPageSchema = z
  .strictObject({
    events: z.array(event),
    next: z.number().int().min(0).meta({ description: "the position read up to: the next page's `after`" }),
  })
  .meta({ examples: [{ events: [feedExample], next: 4712 }] });

const frame = `id: ${feedExample.id}\nevent: ${feedExample.type}\ndata: ${JSON.stringify(feedExample)}\n\n`;

/** A page, or the stream without end. */
export const feedAnswer = {
  status: 200,
  description: 'a page, or a stream',
  content: {
    'application/json': { schema: jsonSchemaOf(feedPageSchema) },
    'text/event-stream': { schema: { type: 'string', examples: [frame] } },
  },
};
