import { InvalidInputError } from '@bailiwick/kernel';
import { Any, NoStream, type ExpectedVersion } from '../domain/event-store.port.js';
import type { WithLog } from './event-store.contract.js';
import { collect, ManualClock, testEvent, testRequest } from './test-dependencies.js';

export function appendContract(withLog: WithLog): void {
  test(
    'gives dense positions and versions',
    withLog(async ({ open }) => {
      const store = await open();
      const first = await store.append('a', NoStream, [testEvent(1), testEvent(2)], { idempotencyKey: 'k1' });
      const second = await store.append('b', NoStream, [testEvent(3)], { idempotencyKey: 'k2' });
      const third = await store.append('a', 2, [testEvent(4)], { idempotencyKey: 'k3' });
      expect([first, second, third]).toMatchObject([
        { position: 1, from: 1, to: 2, repeated: false },
        { position: 2, from: 1, to: 1, repeated: false },
        { position: 3, from: 3, to: 3, repeated: false },
      ]);
      expect((await collect(store.readAll(0))).map(({ stream, n }) => [stream, n])).toEqual([
        ['a', 1],
        ['b', 1],
        ['a', 2],
      ]);
    }),
  );

  test.each<[string, ExpectedVersion, ExpectedVersion | undefined]>([
    ['NoStream on a stream that is there', NoStream, 2],
    ['a version that is too low', 1, 2],
    ['a version that is too high', 3, 2],
    ['the exact version', 2, undefined],
    ['Any', Any, undefined],
  ])('expected version: %s', (_, expectedVersion, actual) =>
    withLog(async ({ open }) => {
      const store = await open();
      await store.append('a', NoStream, [testEvent(1), testEvent(2)], { idempotencyKey: 'k1' });
      const append = store.append('a', expectedVersion, [testEvent(3)], { idempotencyKey: 'k2' });
      if (actual === undefined) await expect(append).resolves.toMatchObject({ from: 3 });
      else await expect(append).rejects.toMatchObject({ code: 'concurrency', actualVersion: actual });
      expect(await store.streamVersion('a')).toBe(actual ?? 3);
    })(),
  );

  test(
    'of appends that are under way together, what was asked for first is recorded first',
    withLog(async ({ open }) => {
      const store = await open();
      const sizes = [3, 700, 1, 600, 2, 2, 800, 5];
      const batches = sizes.map((size, batch) =>
        Array.from({ length: size }, (_, i) => testRequest(`s${i % 3}`, `${batch}/${i}`)),
      );
      await Promise.all(batches.map((batch) => store.appendBatch(batch)));
      const keys = (await collect(store.readAll(0))).map(({ key }) => key);
      expect(keys).toEqual(batches.flat().map(({ idempotencyKey }) => idempotencyKey));
    }),
  );

  test(
    'a version of 0 is the same as NoStream',
    withLog(async ({ open }) => {
      const store = await open();
      await store.append('a', 0, [testEvent(1)], { idempotencyKey: 'k1' });
      await expect(store.append('a', 0, [testEvent(2)], { idempotencyKey: 'k2' })).rejects.toMatchObject({
        code: 'concurrency',
      });
    }),
  );

  test(
    'a repeated key gives the first result, whatever the version is now',
    withLog(async ({ open }) => {
      const store = await open();
      const content = { b: 1, a: [null, 'x'] };
      const first = await store.append('a', NoStream, [testEvent(content)], { idempotencyKey: 'k1' });
      await store.append('a', 1, [testEvent('more')], { idempotencyKey: 'k2' });
      const retry = [testEvent({ a: [null, 'x'], b: 1 })];
      const again = await store.append('a', NoStream, retry, { idempotencyKey: 'k1' });
      expect(again).toEqual({ ...first, repeated: true });
      expect((await store.head()).position).toBe(2);
    }),
  );

  test.each([
    ['another stream', testRequest('b', 'k1')],
    ['other data', testRequest('a', 'k1', { events: [testEvent('other')] })],
    ['another type', testRequest('a', 'k1', { events: [testEvent('k1', 'Other')] })],
    ['another version of the type', testRequest('a', 'k1', { events: [testEvent('k1', 'NoteTaken', 2)] })],
    ['more events', testRequest('a', 'k1', { events: [testEvent('k1'), testEvent('k1')] })],
  ])('a key used again for %s is refused', (_, request) =>
    withLog(async ({ open }) => {
      const store = await open();
      const [first, second] = await store.appendBatch([testRequest('a', 'k1'), request]);
      expect(first).toMatchObject({ ok: true });
      expect(second).toMatchObject({
        ok: false,
        error: { code: 'idempotency-key-reused', key: 'k1', position: 1 },
      });
    })(),
  );

  test.each([
    ['no events', testRequest('a', 'k', { events: [] }), '/events'],
    ['an empty stream name', testRequest('', 'k'), '/stream'],
    ['an empty key', testRequest('a', ''), '/idempotencyKey'],
    ['a control character', testRequest('a\u0000b', 'k'), '/stream'],
    ['half a surrogate pair', testRequest('a', 'k\ud800'), '/idempotencyKey'],
    ['a fractional version', testRequest('a', 'k', { expectedVersion: 1.5 }), '/expectedVersion'],
    ['a negative version', testRequest('a', 'k', { expectedVersion: -1 }), '/expectedVersion'],
    ['data that is not JSON', testRequest('a', 'k', { events: [testEvent({ x: [NaN] })] }), '/0/data/x/0'],
    ['no data', testRequest('a', 'k', { events: [testEvent(undefined)] }), '/events/0/data'],
    ['a shape version of 0', testRequest('a', 'k', { events: [testEvent(1, 'T', 0)] }), '/events/0/v'],
  ])('refuses %s and goes on with the rest of the batch', (_, request, pointer) =>
    withLog(async ({ open }) => {
      const store = await open();
      const [bad, good] = await store.appendBatch([request, testRequest('a', 'good')]);
      const error = bad!.ok ? undefined : bad!.error;
      expect(error).toBeInstanceOf(InvalidInputError);
      expect((error as InvalidInputError).problems).toMatchObject([{ pointer }]);
      expect(good).toMatchObject({ ok: true, result: { position: 1 } });
    })(),
  );

  test(
    'refuses a commit that no document database could hold',
    withLog(async ({ open }) => {
      const store = await open();
      const events = [testEvent('x'.repeat(5_000_001))];
      await expect(store.append('a', Any, events, { idempotencyKey: 'k' })).rejects.toMatchObject({
        problems: [{ code: 'commit-too-large' }],
      });
    }),
  );

  test(
    'the recorded time never goes back',
    withLog(async ({ open }) => {
      const clock = new ManualClock(5_000);
      const store = await open({ clock });
      const first = await store.append('a', Any, [testEvent(1)], { idempotencyKey: 'k1' });
      clock.advance(-3_000);
      const second = await store.append('a', Any, [testEvent(2)], { idempotencyKey: 'k2' });
      clock.advance(4_000.7);
      const third = await store.append('a', Any, [testEvent(3)], { idempotencyKey: 'k3' });
      expect([first.recordedAt, second.recordedAt, third.recordedAt]).toEqual([5_000, 5_000, 6_000]);
    }),
  );

  test(
    'a fenced batch lands exactly at its position or not at all',
    withLog(async ({ open }) => {
      const store = await open();
      await store.appendBatch([testRequest('a', 'k1')]);
      const late = await store.appendBatch([testRequest('a', 'k2'), testRequest('a', 'k1')], {
        atPosition: 1,
      });
      expect(late).toMatchObject([
        { ok: false, error: { code: 'position-taken', position: 1, headPosition: 1 } },
        { ok: true, result: { repeated: true } },
      ]);
      const inTime = [testRequest('a', 'k3'), testRequest('a', 'k1'), testRequest('b', 'k4')];
      expect(await store.appendBatch(inTime, { atPosition: 2 })).toMatchObject([
        { ok: true, result: { position: 2 } },
        { ok: true, result: { position: 1, repeated: true } },
        { ok: true, result: { position: 3 } },
      ]);
    }),
  );

  test(
    'many waiting appends all get their own result',
    withLog(async ({ open }) => {
      const store = await open();
      const keys = Array.from({ length: 300 }, (_, i) => `k${i}`);
      const results = await Promise.all(
        keys.map((key) => store.append(key, NoStream, [testEvent(key)], { idempotencyKey: key })),
      );
      expect(results.map((r) => r.position).sort((a, b) => a - b)).toEqual(keys.map((_, i) => i + 1));
      for (const { position } of results.slice(0, 5)) {
        const [commit] = await collect(store.readAll(position - 1, { limit: 1 }));
        expect(commit!.events[0]!.data).toBe(commit!.key);
      }
    }),
  );

  test(
    'a closed store refuses',
    withLog(async ({ open }) => {
      const store = await open();
      await store.close();
      const append = store.append('a', Any, [testEvent(1)], { idempotencyKey: 'k' });
      await expect(append).rejects.toMatchObject({ code: 'store-closed' });
      await expect(collect(store.readAll(0))).rejects.toMatchObject({ code: 'store-closed' });
    }),
  );
}
