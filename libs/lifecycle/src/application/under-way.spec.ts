import { StoreUnavailableError, type AppendOutcome, type EventStore } from '@bailiwick/event-store';
import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { countingIds, memoryStore, OPS } from '../../../../test/support/memory-store.js';
import { cloudEvent, day, someEvents } from '../../../../test/support/random-events.js';
import { jsonLocator } from '../adapters/json-locator.js';
import type { IngestResult } from './ingest-result.js';
import { Lifecycle, type LifecycleDependencies } from './lifecycle.js';

const doorOf = (store: EventStore, options: Partial<LifecycleDependencies> = {}): Lifecycle =>
  new Lifecycle({ store, ids: countingIds(), locator: jsonLocator, ...options });

/** Writes as a disk does: in order, and long after it was asked to. `full`: appends, by number, that fail. */
function slowly(store: EventStore, full: readonly number[] = []): EventStore {
  let [last, count]: [Promise<unknown>, number] = [Promise.resolve(), 0];
  const append = async (
    ...args: Parameters<EventStore['appendBatch']>
  ): Promise<readonly AppendOutcome[]> => {
    const fails = full.includes(++count);
    const before = last;
    const mine = (async () => {
      await before;
      for (let i = 0; i < 5; i++) await nextTurn();
      if (!fails) return store.appendBatch(...args);
      const error = new StoreUnavailableError('store-full', 'The disk is full', 'Free some space');
      return args[0].map(() => ({ ok: false as const, error }));
    })();
    last = mine;
    return mine;
  };
  return { ...store, appendBatch: append };
}

const created = cloudEvent('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' });
const grown = cloudEvent('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(1) });
const grownOtherwise = cloudEvent(
  'account.expanded',
  { accountId: 'a1', arrDelta: 6 },
  { id: '2', time: day(1) },
);
const merged = (from: string, into: string, id: string): Record<string, unknown> =>
  cloudEvent('account.merged', { accountId: from, intoAccountId: into }, { id, time: day(2) });

/** The whole log but for the ids of its events, which are drawn in the order of deciding. */
async function wholeLog(store: EventStore): Promise<unknown[]> {
  const commits: unknown[] = [];
  for await (const { events, ...commit } of store.readAll(0))
    commits.push({
      ...commit,
      events: events.map(({ type, v, data, version }) => ({ type, v, data, version })),
    });
  return commits;
}

const toSent = (
  events: readonly { type: string; data: unknown; source: string; id: string; time: string }[],
) =>
  events.map(({ type, data, source, id, time }) =>
    cloudEvent(type, data as Record<string, unknown>, { source, id, time }),
  );

describe('events that are under way together', () => {
  it('are recorded and answered as if each batch had waited for the one before (property)', async () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 25, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(someEvents, cuts, fc.nat(3), async (events, sizes, repeated) => {
        const sent = toSent(events);
        sent.push(...sent.slice(0, repeated));
        const batches = sizes.map((size) => sent.splice(0, size)).filter((batch) => batch.length > 0);
        const [one, many] = [memoryStore(), memoryStore()];
        const patient = doorOf(one);
        const expected: IngestResult[][] = [];
        for (const batch of batches) expected.push(await patient.ingestEach(batch, OPS));
        const door = doorOf(slowly(many));
        const answers = await Promise.all(batches.map((batch) => door.ingestEach(batch, OPS)));
        expect(answers).toEqual(expected);
        expect(await wholeLog(many)).toEqual(await wholeLog(one));
      }),
      { numRuns: 200, seed: 14 },
    );
  });

  it('see each other: a subject that is being introduced is known, the same event again is a repeat', async () => {
    const door = doorOf(slowly(memoryStore()));
    const answers = await Promise.all([
      door.ingestBatch([created], OPS),
      door.ingestBatch([grown], OPS),
      door.ingestBatch([grown, created], OPS),
    ]);
    expect(answers).toMatchObject([
      [{ status: 'recorded', position: 1 }],
      [{ status: 'recorded', position: 2 }],
      [
        { status: 'repeat', position: 2 },
        { status: 'repeat', position: 1 },
      ],
    ]);
  });

  it('are refused whole where they say something else about an event that another batch holds', async () => {
    const store = memoryStore();
    const door = doorOf(slowly(store));
    await door.ingestBatch([created], OPS);
    const other = cloudEvent('account.churned', { accountId: 'a1' }, { id: '9', time: day(3) });
    const [first, second] = await Promise.allSettled([
      door.ingestBatch([grown], OPS),
      door.ingestBatch([other, grownOtherwise], OPS),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled' });
    expect(second).toMatchObject({ reason: { code: 'id-reused', problems: [{ pointer: '/1' }] } });
    expect((await store.head()).position).toBe(2);
  });

  it('close no circle of merges, though neither half is recorded when the other is decided', async () => {
    const door = doorOf(slowly(memoryStore()));
    const answers = await Promise.all([
      door.ingestEach([merged('a', 'b', '1')], OPS),
      door.ingestEach([merged('b', 'a', '2')], OPS),
    ]);
    expect(answers).toMatchObject([
      [{ status: 'waiting' }],
      [{ status: 'invalid', problems: [{ code: 'merge-cycle' }] }],
    ]);
  });

  it('wait within the limits all together', async () => {
    const store = slowly(memoryStore());
    const door = doorOf(store, { limits: { total: 3 } });
    const unknown = (id: string) =>
      cloudEvent('account.expanded', { accountId: `u${id}`, arrDelta: 1 }, { id, time: day(1) });
    const answers = await Promise.all(
      ['1', '2', '3', '4', '5'].map((id) => door.ingestEach([unknown(id)], OPS)),
    );
    expect(answers.flat().map(({ status }) => status)).toEqual([
      ...['waiting', 'waiting', 'waiting'],
      ...['invalid', 'invalid'],
    ]);
    expect(await door.waiting()).toHaveLength(3);
    // Nothing is counted for ever.
    await door.ingestEach([created], OPS);
    await door.ingestEach(
      [cloudEvent('account.new', { accountId: 'u1', name: 'U', arr: 1 }, { id: '6' })],
      OPS,
    );
    expect(await door.ingestEach([unknown('7')], OPS)).toMatchObject([{ status: 'waiting' }]);
  });

  it('rest on nothing that was not recorded in the end', async () => {
    const store = memoryStore();
    const door = doorOf(slowly(store, [1]));
    const [first, second, third] = await Promise.allSettled([
      door.ingestEach([created], OPS),
      door.ingestEach([grown], OPS),
      door.ingestEach([created], OPS),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'store-full' } });
    expect(second).toMatchObject({ value: [{ status: 'waiting', position: 1 }] });
    expect(third).toMatchObject({ value: [{ status: 'recorded', position: 2 }] });
    const next = cloudEvent('account.churned', { accountId: 'a1' }, { id: '9', time: day(3) });
    expect(await door.ingestEach([next], OPS)).toMatchObject([{ status: 'recorded', position: 3 }]);
  });

  it.each([
    ['an id that was not used in the end', grown, grownOtherwise],
    ['a merge that was not made in the end', merged('a1', 'b', '5'), merged('b', 'a1', '6')],
  ])('are not refused because of %s', async (_, lost, next) => {
    const door = doorOf(slowly(memoryStore(), [2]));
    await door.ingestEach([created], OPS);
    const [first, second] = await Promise.allSettled([
      door.ingestEach([lost], OPS),
      door.ingestEach([next], OPS),
    ]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'store-full' } });
    expect(second).toMatchObject({ value: [{ position: 2 }] });
  });
});
