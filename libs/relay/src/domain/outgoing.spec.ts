import {
  outgoingDataSchemas,
  outgoingEnvelope,
  OUTGOING_TYPES,
  RECORDED_VERSIONS,
  recordedDataSchemas,
  type OutgoingEvent,
} from '@bailiwick/contracts';
import type { Commit, NewEvent } from '@bailiwick/event-store';
import { assignment, decision, SUMMARY, tiering } from '../testing/decisions.js';
import { outgoingOf, type OutgoingMessage } from './outgoing.js';

const RECORDED_AT = Date.parse('2026-03-02T10:00:00Z');

function commit(...events: NewEvent[]): Commit {
  const place = {
    stream: 's',
    n: 1,
    from: 1,
    to: events.length,
    key: 'k',
    hash: '',
    recordedAt: RECORDED_AT,
  };
  return { position: 12, ...place, events: events.map((event, i) => ({ ...event, version: i + 1 })) };
}

/** The messages of a commit of recorded events that keep their contracts, checked against the outgoing contracts. */
function messages(...events: NewEvent[]): readonly OutgoingMessage[] {
  for (const { type, data } of events) expect(recordedDataSchemas[type]![1]!.parse(data)).toEqual(data);
  const out = outgoingOf(commit(...events), 'LOG');
  for (const { event } of out) {
    const { data, ...envelope } = event;
    expect(outgoingEnvelope.parse(envelope)).toEqual(envelope);
    expect(outgoingDataSchemas[event.type].parse(data)).toEqual(data);
  }
  return out;
}

const proposed = (over: object = {}): NewEvent =>
  decision('PlanProposed', {
    planId: 'P1',
    asOf: '2026-03-01',
    position: 7,
    policy: { id: 'p', version: 1 },
    ruleSet: { id: 'r', version: 1 },
    status: 'optimal',
    objective: 12.5,
    bound: 12.5,
    gap: 0,
    counts: { accounts: 9, moved: 3, mandatory: 1, placed: 1, unassigned: 0 },
    chunks: ['0'.repeat(64)],
    ...over,
  });

const judged = (type: string, over: object = {}): NewEvent =>
  decision(type, { planId: 'P1', summary: SUMMARY, ...over });

describe('what the world hears of a commit', () => {
  it('is, of an assignment, the change and the present owner', () => {
    const [changed, owner, ...more] = messages(assignment({ from: 'C0', acting: 'C2', ownershipVersion: 4 }));
    expect(more).toEqual([]);
    expect(changed).toEqual({
      topic: 'territory-changed',
      key: 'A1',
      event: {
        specversion: '1.0',
        id: '12-0',
        source: '/bailiwick/logs/LOG',
        type: 'territory.changed.v1',
        subject: 'A1',
        time: '2026-03-02T10:00:00.000Z',
        datacontenttype: 'application/json',
        dataschema: 'urn:bailiwick:schema:territory.changed.v1',
        partitionkey: 'A1',
        data: {
          accountId: 'A1',
          from: { csmId: 'C0' },
          to: { csmId: 'C1' },
          acting: { csmId: 'C2' },
          aeId: 'E1',
          tier: 'high',
          reason: { code: 'new-account', text: 'best fit' },
          effectiveAt: '2026-03-01T00:00:00.000Z',
          recordedAt: '2026-03-02T10:00:00.000Z',
          ownershipVersion: 4,
          causedBy: { source: '/crm', id: '1' },
        },
      },
    });
    expect(owner).toMatchObject({ topic: 'territory-ownership', key: 'A1' });
    expect(owner!.event).toMatchObject({
      id: '12-1',
      data: { accountId: 'A1', to: { csmId: 'C1' }, ownershipVersion: 4 },
    });
    expect(owner).not.toHaveProperty('tombstone');
  });

  it('ends with a tombstone when the customer has left, and only then', () => {
    const gone = messages(assignment({ from: 'C1', to: null, reason: { code: 'churned', text: 'left' } }));
    expect(gone.map(({ tombstone }) => tombstone)).toEqual([undefined, true]);
    expect(gone.map(({ event }) => (event as OutgoingEvent & { data: { to: unknown } }).data.to)).toEqual([
      null,
      null,
    ]);
    const waits = messages(assignment({ to: null, reason: { code: 'csm-departed', text: 'nobody free' } }));
    expect(waits.map(({ tombstone }) => tombstone)).toEqual([undefined, undefined]);
  });

  it('is a tier that changed, and not one that was confirmed', () => {
    expect(messages(tiering({ from: 'low' })).map(({ topic, event }) => [topic, event.data])).toEqual([
      [
        'tier-changed',
        {
          accountId: 'A1',
          from: 'low',
          to: 'high',
          raw: 'high',
          ruleSetVersion: 1,
          ruleId: 'r1',
          reason: 'large',
          effectiveAt: '2026-03-01T00:00:00.000Z',
        },
      ],
    ]);
    expect(messages(tiering({ from: 'high' }))).toEqual([]);
  });

  it.each<[string, NewEvent]>([
    ['plan.proposed.v1', proposed({ summary: SUMMARY })],
    ['plan.approved.v1', judged('PlanApproved', { reason: 'fine' })],
    ['plan.rejected.v1', judged('PlanRejected')],
    [
      'plan.committed.v1',
      judged('PlanCommitted', { effectiveAt: '2026-03-01T00:00:00.000Z', applied: 3, dropped: 0 }),
    ],
    [
      'plan.rolled-back.v1',
      judged('PlanRolledBack', { effectiveAt: '2026-03-01T00:00:00.000Z', applied: 2, skipped: 1 }),
    ],
  ])('is %s with counts and metrics', (type, event) => {
    const reason = (event.data as { reason?: string }).reason;
    expect(messages(event)).toMatchObject([
      {
        topic: 'plan-changed',
        key: 'P1',
        event: { type, subject: 'P1', data: { planId: 'P1', ...SUMMARY } },
      },
    ]);
    expect((messages(event)[0]!.event.data as { reason?: string }).reason).toBe(reason);
  });

  it('counts for a proposal that was recorded without a summary', () => {
    expect(messages(proposed({ gap: null }))[0]!.event.data).toEqual({
      planId: 'P1',
      counts: SUMMARY.counts,
      metrics: { objective: 12.5 },
      at: '2026-03-02T10:00:00.000Z',
    });
  });

  it('numbers the messages of a commit, and hands the trace on', () => {
    const traced = assignment();
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const out = messages(tiering(), { ...traced, meta: { ...traced.meta, traceparent } });
    expect(out.map(({ event }) => [event.id, event.traceparent])).toEqual([
      ['12-0', undefined],
      ['12-1', traceparent],
      ['12-2', traceparent],
    ]);
  });

  it('is nothing of what is recorded otherwise', () => {
    const told = new Set(
      ['AccountAssigned', 'AccountTiered', 'PlanProposed', 'PlanApproved', 'PlanRejected'].concat(
        'PlanCommitted',
        'PlanRolledBack',
      ),
    );
    for (const { type } of RECORDED_VERSIONS)
      if (!told.has(type)) expect(outgoingOf(commit(decision(type, {})), 'LOG')).toEqual([]);
    expect(OUTGOING_TYPES).toHaveLength(8);
  });
});
