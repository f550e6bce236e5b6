import type { Message } from '../domain/message.js';
import { decodeCloudEvents } from './decode-cloud-events.js';
import { encodeCloudEvent } from './encode-cloud-event.js';

const EVENT = {
  specversion: '1.0',
  id: '1',
  source: '/crm',
  type: 'account.new',
  subject: 'A1',
  time: '2026-03-01T00:00:00Z',
  data: { accountId: 'A1', name: 'Åse & Søn', arr: 5 },
};

function message(value: unknown, headers: Record<string, string> = {}): Message {
  return {
    key: null,
    value: value === null ? null : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
    headers: Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)]),
  };
}

const attributes = ({ data: _data, ...rest }: typeof EVENT): Record<string, string> =>
  Object.fromEntries(Object.entries(rest).map(([name, value]) => [`ce_${name}`, value]));
const codeOf = (m: Message): string | undefined => {
  const decoded = decodeCloudEvents(m);
  return decoded.ok ? undefined : decoded.problems[0]!.code;
};

describe('decodeCloudEvents', () => {
  it.each([
    'application/cloudevents+json',
    'Application/CloudEvents+JSON; charset=UTF-8',
    'application/json',
  ])('reads structured mode (%s)', (contentType) => {
    const decoded = decodeCloudEvents(message(EVENT, { 'Content-Type': contentType }));
    expect(decoded).toEqual({ ok: true, mode: 'structured', events: [EVENT] });
  });

  it('takes a message without any headers as structured', () => {
    expect(decodeCloudEvents(message(EVENT))).toMatchObject({ mode: 'structured', events: [EVENT] });
  });

  it('reads binary mode, with and without a content type', () => {
    const json = { ...attributes(EVENT), 'content-type': 'application/json; charset=utf-8' };
    expect(decodeCloudEvents(message(EVENT.data, json))).toEqual({
      ok: true,
      mode: 'binary',
      events: [{ ...EVENT, datacontenttype: 'application/json' }],
    });
    expect(decodeCloudEvents(message(EVENT.data, attributes(EVENT)))).toMatchObject({ events: [EVENT] });
  });

  it('lets the content type decide when both modes seem meant', () => {
    const headers = { ...attributes(EVENT), ce_id: 'other', 'content-type': 'application/cloudevents+json' };
    expect(decodeCloudEvents(message(EVENT, headers))).toMatchObject({ mode: 'structured', events: [EVENT] });
  });

  it('reads a batch', () => {
    const batch = { 'content-type': 'application/cloudevents-batch+json' };
    expect(decodeCloudEvents(message([EVENT, 7], batch))).toEqual({
      ok: true,
      mode: 'batch',
      events: [EVENT, 7],
    });
    expect([codeOf(message([], batch)), codeOf(message(EVENT, batch))]).toEqual(['wrong-type', 'wrong-type']);
  });

  it('says what cannot be read', () => {
    const structured = { 'content-type': 'application/cloudevents+json' };
    const odd: Message = { ...message(null, structured), value: Uint8Array.of(0xff, 0xfe) };
    expect(codeOf(odd)).toBe('not-utf8');
    expect(codeOf(message(null, structured))).toBe('empty-message');
    expect(codeOf(message('', structured))).toBe('empty-message');
    expect(codeOf(message('{"a":', structured))).toBe('not-json');
    expect(codeOf(message(EVENT, { 'content-type': 'application/cloudevents+avro' }))).toBe(
      'unsupported-format',
    );
    expect(codeOf(message('<a/>', { ...attributes(EVENT), 'content-type': 'text/xml' }))).toBe(
      'unsupported-format',
    );
  });

  it('keeps no header from being an attribute of its own, nor data from being the value', () => {
    const decoded = decodeCloudEvents(message({ a: 1 }, { ce_data: 'x', ce___proto__: 'y' }));
    const [event] = decoded.ok ? (decoded.events as [Record<string, unknown>]) : [{}];
    expect(Object.keys(event).sort()).toEqual(['__proto__', 'data']);
    expect(event['data']).toEqual({ a: 1 });
  });
});

describe('encodeCloudEvent', () => {
  const event = { ...EVENT, datacontenttype: 'application/json', traceparent: undefined };

  it('writes binary mode that reads back as the same event', () => {
    const encoded = encodeCloudEvent(event, { key: 'A1' });
    expect(Buffer.from(encoded.key!).toString()).toBe('A1');
    expect(encoded.headers.map(([name]) => name)).not.toContain('ce_traceparent');
    expect(decodeCloudEvents(encoded)).toEqual({
      ok: true,
      mode: 'binary',
      events: [{ ...EVENT, datacontenttype: 'application/json' }],
    });
  });

  it('writes a tombstone without a value, which still tells its id', () => {
    const { value, headers } = encodeCloudEvent(event, { key: 'A1', tombstone: true });
    expect(value).toBeNull();
    expect(headers.map(([name]) => name)).toEqual(expect.arrayContaining(['ce_id', 'ce_type']));
    expect(headers.map(([name]) => name)).not.toContain('content-type');
  });
});
