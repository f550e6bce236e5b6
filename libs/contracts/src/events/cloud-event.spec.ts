import { parseIncomingEvent } from './cloud-event.js';
import { INCOMING_TYPES, type IncomingType } from './incoming-events.js';
import { RECORDED_VERSIONS, incomingTypeOf, recordedName } from './recorded-events.js';

const minimal: Readonly<Record<IncomingType, Record<string, unknown>>> = {
  'account.new': { accountId: 'a1', name: 'Acme', arr: 120_000 },
  'account.expanded': { accountId: 'a1', arrDelta: 5_000 },
  'account.contracted': { accountId: 'a1', arrDelta: -5_000 },
  'account.renewed': { accountId: 'a1', renewalDate: '2026-12-31' },
  'account.churned': { accountId: 'a1' },
  'account.reactivated': { accountId: 'a1', arr: 1 },
  'account.updated': { accountId: 'a1', region: null },
  'account.health-scored': { accountId: 'a1', healthScore: 71.5 },
  'account.ae-changed': { accountId: 'a1', aeId: 'e1' },
  'account.owner-changed': { accountId: 'a1', csmId: 'c1' },
  'account.merged': { accountId: 'a1', intoAccountId: 'a2' },
  'event.retracted': { source: 'crm', id: '7', reason: 'typed into the wrong account' },
  'csm.joined': { csmId: 'c1', name: 'Ana', capacityHours: 120 },
  'csm.updated': { csmId: 'c1', capacityHours: 60 },
  'csm.leave-scheduled': { csmId: 'c1', from: '2026-03-01', to: '2026-03-01' },
  'csm.departed': { csmId: 'c1', lastDay: '2026-03-31' },
  'ae.joined': { aeId: 'e1', name: 'Eve' },
  'ae.updated': { aeId: 'e1', team: 'north' },
  'ae.departed': { aeId: 'e1' },
  'ae.patch-transferred': { fromAeId: 'e1', toAeId: 'e2' },
};

function envelope(type: string, data: unknown, more: Record<string, unknown> = {}): Record<string, unknown> {
  const d = data as Record<string, unknown>;
  const subject = d['accountId'] ?? d['csmId'] ?? d['aeId'] ?? d['fromAeId'];
  return {
    specversion: '1.0',
    source: 'crm',
    id: '1',
    type,
    subject,
    time: '2026-02-01T10:00:00+01:00',
    data,
    ...more,
  };
}

function problemsOf(raw: unknown): (string | undefined)[][] {
  const parsed = parseIncomingEvent(raw);
  return parsed.ok ? [] : parsed.problems.map((p) => [p.code, p.pointer]);
}

describe('parsing an incoming CloudEvent', () => {
  it.each(INCOMING_TYPES)('takes the least that %s needs', (type) => {
    const parsed = parseIncomingEvent(envelope(type, minimal[type]));
    expect(parsed).toMatchObject({
      ok: true,
      event: { type, source: 'crm', id: '1', time: '2026-02-01T09:00:00.000Z', data: minimal[type] },
    });
  });

  it('is parsed alike from its parsed form, so that "same content" has one meaning', () => {
    const day = envelope('account.churned', { accountId: 'a1', effectiveAt: '2026-03-01' });
    const moment = envelope('account.churned', {
      accountId: 'a1',
      effectiveAt: '2026-03-01T01:00:00.0004+01:00',
    });
    expect(parseIncomingEvent(day)).toEqual(parseIncomingEvent(moment));
  });

  it('reports every problem of an event at once', () => {
    const data = {
      accountId: 'a1',
      arr: '250K',
      helthScore: 7,
      renewalDate: '2026-02-30',
      products: 'crm',
      strategic: 'yes',
    };
    expect(problemsOf({ ...envelope('account.new', data), time: 'yesterday', Subject: 'a1' })).toEqual([
      ['unknown-field', '/Subject'],
      ['wrong-format', '/time'],
      ['missing-field', '/data/name'],
      ['wrong-type', '/data/arr'],
      ['wrong-type', '/data/products'],
      ['wrong-type', '/data/strategic'],
      ['wrong-format', '/data/renewalDate'],
      ['unknown-field', '/data/helthScore'],
    ]);
  });

  it('says what to do', () => {
    const parsed = parseIncomingEvent(
      envelope('account.updated', { accountId: 'a1', arr: '250,000', renewaldate: 1 }),
      '/4',
    );
    expect(parsed.ok ? [] : parsed.problems).toMatchObject([
      {
        pointer: '/4/data/arr',
        value: '250,000',
        expected: 'a number',
        hint: 'Maybe 250000, without quotes',
      },
      { pointer: '/4/data/renewaldate', hint: 'Maybe "renewalDate"' },
    ]);
    expect(problemsOf(envelope('account.neww', {}))).toEqual([['unknown-event-type', '/type']]);
  });

  it.each([
    ['negative ARR', 'account.new', { ...minimal['account.new'], arr: -1 }, 'too-small', '/data/arr'],
    ['huge ARR', 'account.new', { ...minimal['account.new'], arr: 1e13 }, 'too-large', '/data/arr'],
    [
      'both total and change',
      'account.expanded',
      { accountId: 'a1', arr: 1, arrDelta: 1 },
      'ambiguous-amount',
      '/data',
    ],
    ['neither of them', 'account.expanded', { accountId: 'a1' }, 'missing-field', '/data'],
    [
      'a growing contraction',
      'account.contracted',
      { accountId: 'a1', arrDelta: 5 },
      'wrong-sign',
      '/data/arrDelta',
    ],
    [
      'a renewal before the start',
      'account.updated',
      { accountId: 'a1', startDate: '2026-02-01', renewalDate: '2026-01-31' },
      'dates-in-wrong-order',
      '/data/renewalDate',
    ],
    [
      'a leave that ends first',
      'csm.leave-scheduled',
      { csmId: 'c1', from: '2026-03-02', to: '2026-03-01' },
      'dates-in-wrong-order',
      '/data/to',
    ],
    [
      'its own parent',
      'account.updated',
      { accountId: 'a1', parentId: 'a1' },
      'refers-to-itself',
      '/data/parentId',
    ],
    [
      'a merge into itself',
      'account.merged',
      { accountId: 'a1', intoAccountId: 'a1' },
      'refers-to-itself',
      '/data/intoAccountId',
    ],
    [
      'an unreal time zone',
      'account.updated',
      { accountId: 'a1', timezone: 'Mars/Olympus' },
      'invalid-value',
      '/data/timezone',
    ],
    [
      'a control character in an id',
      'account.churned',
      { accountId: 'a\n1' },
      'wrong-format',
      '/data/accountId',
    ],
    ['too long an id', 'account.churned', { accountId: 'a'.repeat(201) }, 'too-long', '/data/accountId'],
    [
      'too long a list',
      'account.updated',
      { accountId: 'a1', products: Array.from({ length: 201 }, String) },
      'too-long',
      '/data/products',
    ],
    [
      'too many attributes',
      'account.updated',
      {
        accountId: 'a1',
        attributes: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`k${i}`, i])),
      },
      'too-long',
      '/data/attributes',
    ],
    [
      'an object as attribute',
      'account.updated',
      { accountId: 'a1', attributes: { x: {} } },
      'invalid-value',
      '/data/attributes/x',
    ],
  ])('refuses %s', (_name, type, data, code, pointer) => {
    expect(problemsOf(envelope(type, data))).toContainEqual([code, pointer]);
  });

  it('refuses another subject than the data names, and none', () => {
    expect(problemsOf(envelope('account.churned', { accountId: 'a1' }, { subject: 'a2' }))).toEqual([
      ['wrong-subject', '/subject'],
    ]);
    expect(problemsOf(envelope('account.churned', { accountId: 'a1' }, { subject: undefined }))).toEqual([
      ['missing-field', '/subject'],
    ]);
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '{"attributes":{"__proto__":"x"}}',
    '{"attributes":{"constructor":"x"}}',
  ])('refuses names that reach into prototypes: %s', (text) => {
    const data = JSON.parse(text.replace('{', '{"accountId":"a1",')) as unknown;
    expect(problemsOf(envelope('account.updated', data)).map(([code]) => code)).toContain('forbidden-key');
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
  });

  it.each([null, 5, 'text', [], {}])('answers %j with problems, never an exception', (raw) => {
    expect(parseIncomingEvent(raw).ok).toBe(false);
  });

  it('refuses nesting that would exhaust the stack', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 100_000; i++) deep = { deep };
    expect(
      problemsOf(envelope('account.updated', { accountId: 'a1', attributes: { deep } })).map(
        ([code]) => code,
      ),
    ).toContain('too-deep');
  });

  it('reads null as an absent attribute of the envelope, and keeps the trace', () => {
    const raw = envelope(
      'account.churned',
      { accountId: 'a1' },
      { datacontenttype: null, traceparent: '00-ab-cd-01', partitionkey: 'a1' },
    );
    expect(parseIncomingEvent(raw)).toMatchObject({ ok: true, event: { traceparent: '00-ab-cd-01' } });
  });
});

describe('recorded names', () => {
  it('are unique and lead back to the type', () => {
    for (const type of INCOMING_TYPES) expect(incomingTypeOf(recordedName(type))).toBe(type);
    expect(recordedName('account.health-scored')).toBe('AccountHealthScored');
    expect(new Set(RECORDED_VERSIONS.map((r) => r.type)).size).toBe(RECORDED_VERSIONS.length);
  });
});
