import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { INCOMING_TYPES, OUTGOING_TYPES } from '@bailiwick/contracts';
import { Ajv, type AnySchema } from 'ajv';
import addFormats from 'ajv-formats';
import { asyncApiDocument } from './async-api.js';

const specification = JSON.parse(
  readFileSync(createRequire(__filename).resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8'),
) as AnySchema;

const document = asyncApiDocument({ version: '1.2.3', prefix: 'eu.', brokers: ['a:9092', 'b:9092'] });

interface Channel {
  readonly address: string;
  readonly messages: Readonly<Record<string, { readonly payload: AnySchema }>>;
}
const channels = document['channels'] as Readonly<Record<string, Channel>>;

describe('the AsyncAPI document', () => {
  it('is one by the schema of AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
    addFormats.default(ajv);
    const valid = ajv.validate(specification, document);
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    expect(ajv.validate(specification, { ...document, channels: { x: { adress: 'x' } } })).toBe(false);
  });

  it('has every topic under its configured name, and every type on one', () => {
    expect(Object.keys(channels).sort()).toEqual([
      'eu.account-events',
      'eu.account-events.dlq',
      'eu.plan-changed',
      'eu.territory-changed',
      'eu.territory-ownership',
      'eu.tier-changed',
    ]);
    const names = Object.values(channels).flatMap(({ messages }) => Object.keys(messages));
    expect(names.sort()).toEqual([...INCOMING_TYPES, ...OUTGOING_TYPES, 'structured', 'dead-letter'].sort());
  });

  it('describes payloads as they are', () => {
    const ajv = new Ajv({ strict: false });
    addFormats.default(ajv);
    const changed = channels['eu.territory-changed']!.messages['territory.changed.v1']!.payload;
    const example = {
      accountId: 'A1',
      from: null,
      to: { csmId: 'C1' },
      acting: null,
      aeId: null,
      tier: 'high',
      reason: { code: 'new-account', text: 'placed' },
      effectiveAt: '2026-03-02T10:00:00.000Z',
      recordedAt: '2026-03-02T10:00:00.000Z',
      ownershipVersion: 1,
      causedBy: null,
    };
    expect([ajv.validate(changed, example), ajv.errors]).toEqual([true, null]);
    expect(ajv.validate(changed, { ...example, ownershipVersion: 0 })).toBe(false);
    expect(ajv.validate(changed, { ...example, to: 'C1' })).toBe(false);
  });
});
