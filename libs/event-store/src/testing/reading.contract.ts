import type { LeanCommit } from '../domain/commit.js';
import { eventRegistry } from '../domain/event-registry.js';
import { Any, type EventStore } from '../domain/event-store.port.js';
import type { ContractOptions, WithLog } from './event-store.contract.js';
import { collect, TEST_META, testEvent, testRequest } from './test-dependencies.js';

async function fill(store: EventStore, count: number): Promise<void> {
  await store.appendBatch(Array.from({ length: count }, (_, i) => testRequest(`s${i % 3}`, `k${i + 1}`)));
}

function essence({ position, stream, recordedAt, events }: LeanCommit): unknown {
  return [position, stream, recordedAt, events.map(({ type, v, data }) => [type, v, data])];
}

/** The commits that a fold sees before it meets one that it must not pass over. */
async function leanPrefix(store: EventStore, after: number): Promise<LeanCommit[]> {
  const commits: LeanCommit[] = [];
  try {
    for await (const page of store.readLean(after)) commits.push(...page);
  } catch {
    // That it fails is what its caller looks at by itself.
  }
  return commits;
}

export function readingContract(withLog: WithLog, { manyCommits = 3_600 }: ContractOptions): void {
  test(
    'an empty log',
    withLog(async ({ open }) => {
      const store = await open();
      expect(await store.head()).toEqual({ position: 0, hash: '0'.repeat(64), recordedAt: 0 });
      expect(await collect(store.readAll(0))).toEqual([]);
      expect(await collect(store.readStream('a'))).toEqual([]);
      expect(await store.streamVersion('a')).toBe(0);
      expect(await store.findByKey('k')).toBeUndefined();
      expect(await store.verifyChain()).toMatchObject({ ok: true, commits: 0, faults: [] });
    }),
  );

  test(
    'what was written comes back whole',
    withLog(async ({ open }) => {
      const store = await open();
      const data = {
        text: 'Zoë “π”\n\u2028😀',
        number: -0.1e-7,
        deep: { list: [1, null, true, {}] },
        none: null,
      };
      const event = { ...testEvent(data), meta: { ...TEST_META, traceparent: '00-abc-def-01' } };
      const { position, recordedAt } = await store.append('a', Any, [event], { idempotencyKey: 'ключ' });
      const commit = { position, stream: 'a', n: 1, from: 1, to: 1, key: 'ключ', recordedAt };
      const expected = { ...commit, events: [{ ...event, version: 1 }] };
      expect(await collect(store.readAll(0))).toEqual([expected]);
      expect(await collect(store.readStream('a'))).toEqual([expected]);
      expect(await store.findByKey('ключ')).toEqual(expected);
      expect(await store.findByKeys(['k', 'ключ', 'ключ'])).toEqual(new Map([['ключ', expected]]));
      expect(await store.findByKeys([])).toEqual(new Map());
    }),
  );

  test(
    'a reader misses nothing that is written while it reads',
    withLog(async ({ open }) => {
      const store = await open();
      await fill(store, 5);
      const seen: number[] = [];
      for await (const page of store.readPages(0)) {
        seen.push(...page.map(({ position }) => position));
        const more = Array.from({ length: 150 }, (_, i) => testRequest('s', `more${i}`));
        await store.appendBatch(more);
      }
      expect(seen).toEqual(Array.from({ length: 155 }, (_, i) => i + 1));
    }),
  );

  test(
    'changing what was read changes nothing in the log',
    withLog(async ({ open }) => {
      const store = await open();
      await store.append('a', Any, [testEvent({ x: 1 })], { idempotencyKey: 'k' });
      const [commit] = await collect(store.readAll(0));
      (commit!.events[0]!.data as { x: number }).x = 2;
      const [again] = await collect(store.readAll(0));
      expect(again!.events[0]!.data).toEqual({ x: 1 });
    }),
  );

  test.each([
    [0, {}, [1, 12]],
    [5, {}, [6, 12]],
    [5, { limit: 3 }, [6, 8]],
    [5, { upTo: 7 }, [6, 7]],
    [5, { upTo: 7, limit: 1 }, [6, 6]],
    [12, {}, []],
    [99, {}, []],
    [5, { upTo: 3 }, []],
    [0, { limit: 0 }, []],
  ])('reads after %p with %j', (after, options, range) =>
    withLog(async ({ open }) => {
      const store = await open();
      await fill(store, 12);
      const positions = (await collect(store.readAll(after, options))).map((c) => c.position);
      const [first, last] = range;
      expect(positions).toEqual(
        first === undefined ? [] : Array.from({ length: last! - first + 1 }, (_, i) => first + i),
      );
      const pages = await collect(store.readPages(after, options));
      expect(pages.flat().map((c) => c.position)).toEqual(positions);
    })(),
  );

  test(
    'reads a log of many pages and a stream of many commits',
    withLog(async ({ open }) => {
      const store = await open();
      await fill(store, manyCommits);
      expect((await collect(store.readAll(0))).map((c) => c.position)).toEqual(
        Array.from({ length: manyCommits }, (_, i) => i + 1),
      );
      expect((await collect(store.readStream('s1', 10))).map((c) => c.to)).toEqual(
        Array.from({ length: Math.floor((manyCommits + 1) / 3) - 10 }, (_, i) => i + 11),
      );
    }),
  );

  test(
    'a fold is given the same commits, without what it does not need',
    withLog(async ({ open }) => {
      const store = await open();
      const data = { text: 'Zoë “π”\n\u2028😀"', small: -1e-7, deep: { id: 'mine', meta: { actor: null } } };
      const events = [testEvent(data), testEvent([data])];
      await store.append('ключ "a"', Any, events, { idempotencyKey: 'both' });
      await fill(store, manyCommits);
      for (const after of [0, 1, manyCommits, manyCommits + 1, manyCommits + 9]) {
        const lean = (await collect(store.readLean(after))).flat();
        expect(lean.map(essence)).toEqual((await collect(store.readAll(after))).map(essence));
      }
    }),
  );

  test(
    'a fold may stop in the middle',
    withLog(async ({ open }) => {
      const store = await open();
      await fill(store, manyCommits);
      for await (const page of store.readLean(0)) {
        expect(page[0]!.position).toBe(1);
        break;
      }
    }),
  );

  test(
    'a stream is read from the commit that holds the next event',
    withLog(async ({ open }) => {
      const store = await open();
      await store.append('a', Any, [testEvent(1), testEvent(2), testEvent(3)], { idempotencyKey: 'k1' });
      await store.append('a', Any, [testEvent(4), testEvent(5)], { idempotencyKey: 'k2' });
      const ranges = async (after: number): Promise<unknown> =>
        (await collect(store.readStream('a', after))).map((c) => [c.from, c.to]);
      expect(await ranges(2)).toEqual([
        [1, 3],
        [4, 5],
      ]);
      expect(await ranges(3)).toEqual([[4, 5]]);
      expect(await ranges(5)).toEqual([]);
    }),
  );

  test(
    'waits for commits of this and of another process',
    withLog(async ({ open }) => {
      const [here, there] = [await open(), await open()];
      expect(await here.waitFor(0, 1)).toBe(false);
      for (const [i, writer] of [here, there].entries()) {
        const waiting = here.waitFor(i, 20_000);
        await writer.appendBatch([testRequest('a', `k${i}`)]);
        expect(await waiting).toBe(true);
      }
      const stop = new AbortController();
      const aborted = here.waitFor(2, 20_000, stop.signal);
      stop.abort();
      expect(await aborted).toBe(false);
      expect(here.logId).toBe(there.logId);
    }),
  );

  test(
    'old events come back in the shape of today, unknown ones stop the reader',
    withLog(async ({ open }) => {
      const upcasters = { 1: (data: unknown) => ({ text: data }) };
      const registry = eventRegistry([{ type: 'NoteTaken', v: 2, upcasters }], ['Ignored']);
      const store = await open({ registry });
      const marked = { ...testEvent('?', 'Unheard'), meta: { ...TEST_META, ignorable: true } };
      const events = [
        testEvent('old'),
        testEvent('?', 'Ignored'),
        marked,
        testEvent({ text: 'new' }, 'NoteTaken', 2),
      ];
      await store.append('a', Any, events, { idempotencyKey: 'k1' });
      await store.append('a', Any, [testEvent('?', 'NeverHeardOf')], { idempotencyKey: 'k2' });
      await store.append('b', Any, [testEvent('?', 'NoteTaken', 3)], { idempotencyKey: 'k3' });
      const [commit] = await collect(store.readAll(0, { upTo: 1 }));
      expect(commit!.events.map(({ version, v, data }) => [version, v, data])).toEqual([
        [1, 2, { text: 'old' }],
        [4, 2, { text: 'new' }],
      ]);
      const unknown = { code: 'unknown-event-type', type: 'NeverHeardOf', v: 1, position: 2 };
      await expect(collect(store.readAll(0))).rejects.toMatchObject(unknown);
      await expect(collect(store.readPages(1))).rejects.toMatchObject(unknown);
      const [lean] = await leanPrefix(store, 0);
      expect(lean!.events.map(({ v, data }) => [v, data])).toEqual([
        [2, { text: 'old' }],
        [2, { text: 'new' }],
      ]);
      await expect(collect(store.readLean(1))).rejects.toMatchObject(unknown);
      await expect(collect(store.readStream('a'))).rejects.toMatchObject(unknown);
      await expect(store.findByKeys(['k1', 'k2'])).rejects.toMatchObject(unknown);
      await expect(store.findByKey('k3')).rejects.toMatchObject({ code: 'unknown-event-type', v: 3 });
    }),
  );

  test(
    'there is no hole to close in a log that is whole',
    withLog(async ({ open }) => {
      const store = await open();
      await fill(store, 2);
      for (const position of [0, 1, 2, 3]) {
        await expect(store.closeHole(position, 'none', TEST_META)).rejects.toMatchObject({
          code: 'no-such-hole',
        });
      }
      expect((await store.head()).position).toBe(2);
    }),
  );
}
