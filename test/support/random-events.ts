import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import fc from 'fast-check';

const DAY_0 = Date.parse('2026-01-01T00:00:00Z');
const DAY_MS = 86_400_000;

/** A day of January 2026 by number, as a moment. */
export function day(n: number): string {
  return new Date(DAY_0 + n * DAY_MS).toISOString();
}

/** A parsed incoming event. @throws Error with the problems of malformed ones */
export function incoming(
  type: string,
  data: Record<string, unknown>,
  { source = 'crm', id, time = day(0) }: { source?: string; id: string; time?: string },
): IncomingEvent {
  const parsed = parseIncomingEvent(cloudEvent(type, data, { source, id, time }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.event;
}

/** The same as sent. */
export function cloudEvent(
  type: string,
  data: Record<string, unknown>,
  { source = 'crm', id, time = day(0) }: { source?: string; id: string; time?: string },
): Record<string, unknown> {
  const subject = data['accountId'] ?? data['csmId'] ?? data['aeId'] ?? data['fromAeId'];
  return { specversion: '1.0', source, id, type, time, data, ...(subject === undefined ? {} : { subject }) };
}

interface Draw {
  readonly kind: number;
  readonly account: number;
  readonly other: number;
  readonly day: number;
  readonly value: number;
  readonly source: string;
  readonly deferred: boolean;
}

const draw = fc.record<Draw>({
  kind: fc.nat(99),
  account: fc.nat(2),
  other: fc.nat(2),
  day: fc.nat(5),
  value: fc.nat(9),
  source: fc.constantFrom('crm', 'billing'),
  deferred: fc.boolean(),
});

/** Events of up to three accounts, CSMs and AEs: few moments, so that many coincide; retractions of all sorts. */
export const someEvents: fc.Arbitrary<IncomingEvent[]> = fc
  .array(draw, { minLength: 1, maxLength: 25 })
  .map((draws) => draws.map((d, i) => eventOf(d, i)));

function eventOf(d: Draw, index: number): IncomingEvent {
  const effective = d.deferred && d.value > 5 ? { effectiveAt: day(d.value) } : {};
  const [type, data] = typeAndData(d, index);
  const timed = type === 'event.retracted' ? data : { ...data, ...effective };
  return incoming(type, timed, { source: d.source, id: String(index), time: day(d.day) });
}

function typeAndData(d: Draw, index: number): [string, Record<string, unknown>] {
  const accountId = `a${d.account}`;
  const csmId = `c${d.other}`;
  const aeId = `e${d.other}`;
  const kinds: [string, Record<string, unknown>][] = [
    ['account.new', { accountId, name: `N${d.value}`, arr: d.value * 10, aeId, csmId }],
    ['account.new', { accountId, name: `N${d.value}`, arr: d.value, healthScore: null }],
    ['account.expanded', { accountId, arrDelta: d.value }],
    ['account.contracted', d.value > 5 ? { accountId, arr: d.value } : { accountId, arrDelta: -d.value }],
    ['account.renewed', { accountId, renewalDate: `2026-1${d.other}-0${1 + d.account}` }],
    ['account.churned', { accountId }],
    ['account.reactivated', { accountId, arr: d.value }],
    [
      'account.updated',
      {
        accountId,
        region: d.value > 5 ? null : `R${d.value}`,
        attributes: { k: d.value, [`x${d.other}`]: null },
      },
    ],
    ['account.health-scored', { accountId, healthScore: d.value * 10 }],
    ['account.ae-changed', { accountId, aeId: d.value > 7 ? null : aeId }],
    ['account.owner-changed', { accountId, csmId: d.value > 7 ? null : csmId }],
    ['account.merged', { accountId, intoAccountId: 'survivor' }],
    ['ae.joined', { aeId, name: 'E' }],
    [
      'ae.patch-transferred',
      { fromAeId: 'e0', toAeId: 'e1', ...(d.value > 5 ? { accountIds: [accountId] } : {}) },
    ],
    ['ae.patch-transferred', { fromAeId: 'e1', toAeId: 'e2' }],
    ['csm.joined', { csmId, name: 'C', capacityHours: d.value * 10 }],
    ['csm.leave-scheduled', { csmId, from: '2026-02-01', to: `2026-02-1${d.value}` }],
    ['csm.departed', { csmId, lastDay: '2026-03-31' }],
  ];
  const retraction: [string, Record<string, unknown>] = [
    'event.retracted',
    { source: d.value > 4 ? 'crm' : 'billing', id: String((index + d.kind) % 25), reason: 'mistake' },
  ];
  // Introductions and retractions often, the rest evenly.
  if (d.kind < 15) return kinds[0]!;
  if (d.kind < 30) return retraction;
  return kinds[d.kind % kinds.length]!;
}
