import type { IncomingEvent } from '@bailiwick/contracts';
import { type EventStore, NoStream } from '@bailiwick/event-store';
import fc from 'fast-check';
import { countingIds, memoryStore, OPS } from '../../../../test/support/memory-store.js';
import { cloudEvent, day, incoming, someEvents } from '../../../../test/support/random-events.js';
import { jsonLocator } from '../adapters/json-locator.js';
import { liveEvents } from '../domain/subject-history.js';
import { recordOf } from '../domain/subject-event.js';
import { readHistory } from './history-cache.js';
import { idempotencyKey, retractionStream } from './idempotency-key.js';
import { countResults } from './ingest-result.js';
import { Lifecycle } from './lifecycle.js';
import { newEvent } from './new-events.js';
import type { ExportedEvent } from './read-events.js';

const doorOf = (store: EventStore): Lifecycle =>
  new Lifecycle({ store, ids: countingIds(), locator: jsonLocator });

const created = cloudEvent('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' });
const grown = cloudEvent('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(1) });
const retraction = cloudEvent('event.retracted', { source: 'crm', id: '2', reason: 'no' }, { id: '3' });

async function everything(door: Lifecycle, limit: number): Promise<ExportedEvent[]> {
  const all: ExportedEvent[] = [];
  for (let after = 0; ;) {
    const { events, next } = await door.readEvents({ after, limit });
    if (next === after) return all;
    expect(events.length).toBeLessThanOrEqual(limit);
    all.push(...events);
    after = next;
  }
}

async function sendAll(door: Lifecycle, events: readonly unknown[]): Promise<unknown> {
  const chunk = new TextEncoder().encode(events.map((event) => JSON.stringify(event)).join('\n'));
  const results = [];
  for await (const result of door.ingestStream(one(chunk), OPS)) results.push(result);
  return countResults(results);
}

async function* one<T>(item: T): AsyncGenerator<T> {
  yield item;
}

/** What counts of every subject, whatever way it came into the log. */
async function live(store: EventStore): Promise<unknown> {
  const streams = new Set<string>();
  for await (const { stream } of store.readAll(0)) if (/^(account|csm|ae)-/.test(stream)) streams.add(stream);
  const found: Record<string, unknown> = {};
  for (const stream of [...streams].sort())
    found[stream] = liveEvents(await readHistory(store, stream)).map(({ type, data }) => ({ type, data }));
  return found;
}

const unplaced = ({ position: _position, ...event }: ExportedEvent): object => event;

describe('reading the incoming events', () => {
  it('gives them as they can be sent again, by position, up to a position', async () => {
    const store = memoryStore();
    const door = doorOf(store);
    await door.ingestBatch([{ ...created, traceparent: '00-a-b-01' }, grown], OPS);
    const { events, next } = await door.readEvents({ after: 0, limit: 1 });
    expect([events, next]).toEqual([
      [
        expect.objectContaining({
          ...created,
          time: day(0),
          traceparent: '00-a-b-01',
          position: 1,
          datacontenttype: 'application/json',
        }),
      ],
      1,
    ]);
    expect(await door.readEvents({ after: 1, limit: 9, upTo: 1 })).toEqual({ events: [], next: 1 });
    expect((await door.readEvents({ after: 1, limit: 9 })).events.map(({ id }) => id)).toEqual(['2']);
  });

  it('gives a retraction that came before its event once', async () => {
    const store = memoryStore();
    const door = doorOf(store);
    for (const event of [retraction, created, grown]) await door.ingestBatch([event], OPS);
    expect((await everything(door, 10)).map(({ id }) => id)).toEqual(['3', '1', '2']);
  });

  it('gives it once too when a crash came between its recording and its claim', async () => {
    const store = memoryStore();
    const door = doorOf(store);
    const parsed = incoming('event.retracted', { source: 'crm', id: '2', reason: 'no' }, { id: '3' });
    const event = newEvent(recordOf(parsed), parsed, { actor: OPS, ids: countingIds('crashed') });
    const options = { idempotencyKey: idempotencyKey(parsed) };
    await store.append(retractionStream({ source: 'crm', id: '2' }), NoStream, [event], options);
    for (const sent of [created, grown, retraction]) await door.ingestBatch([sent], OPS);
    expect(await live(store)).toMatchObject({ 'account-a1': [{ type: 'AccountNew' }] });
    expect((await everything(door, 10)).map(({ id }) => id)).toEqual(['3', '1', '2']);
  });

  it('leads to the same state of every subject in an empty log, and to the same events again', async () => {
    await fc.assert(
      fc.asyncProperty(someEvents, fc.integer({ min: 1, max: 4 }), async (sent: IncomingEvent[], limit) => {
        const [first, second] = [memoryStore(), memoryStore()];
        await sendAll(
          doorOf(first),
          sent.map((event) => ({ specversion: '1.0', ...event })),
        );
        const exported = await everything(doorOf(first), limit);
        expect(await sendAll(doorOf(second), exported)).toMatchObject({
          repeat: 0,
          invalid: 0,
          'id-reused': 0,
        });
        expect(await live(second)).toEqual(await live(first));
        expect((await everything(doorOf(second), 100)).map(unplaced)).toEqual(exported.map(unplaced));
      }),
      { numRuns: 60 },
    );
  });
});
