import type { EventStoreDependencies } from '../application/create-event-store.js';
import type { EventStore } from '../domain/event-store.port.js';
import type { Lease } from '../domain/lease.js';
import type { LogFixture, WithLog } from './event-store.contract.js';
import { collect, countedIds, ManualClock, TEST_META, testRequest } from './test-dependencies.js';

const TTL = 1_000;

interface Process {
  readonly store: EventStore;
  readonly clock: ManualClock;
  readonly lease: Lease;
}

let processes = 0;

/** Each process has a clock of its own, and they disagree by a day. */
async function start({ open }: LogFixture, holder: string, time = 0): Promise<Process> {
  const clock = new ManualClock(time);
  const deps: Partial<EventStoreDependencies> = { clock, ids: countedIds(`process-${++processes}`) };
  const store = await open(deps);
  return { store, clock, lease: store.lease('relay', { holder, ttlMs: TTL, meta: TEST_META }) };
}

export function leaseContract(withLog: WithLog): void {
  test(
    'taking it is a commit',
    withLog(async (fixture) => {
      const { store, lease } = await start(fixture, 'one', 5_000);
      expect(await lease.tryTake()).toBe(true);
      expect(await lease.tryTake()).toBe(true);
      expect(lease.epoch).toBe(1);
      const [commit, ...more] = await collect(store.readStream('lease:relay'));
      expect(commit!.events).toMatchObject([
        {
          type: 'LeaseTaken',
          v: 1,
          data: { name: 'relay', epoch: 1, until: 6_000, holder: 'one', ttlMs: TTL },
        },
      ]);
      expect(more).toEqual([]);
    }),
  );

  test(
    'expiry is judged by the clock of the observer, from its first sight of the holder',
    withLog(async (fixture) => {
      const one = await start(fixture, 'one');
      const two = await start(fixture, 'two', 86_400_000);
      await one.lease.tryTake();
      expect(await two.lease.tryTake()).toBe(false);
      two.clock.advance(TTL - 1);
      expect(await two.lease.tryTake()).toBe(false);
      await one.lease.renew();
      two.clock.advance(1);
      expect(await two.lease.tryTake()).toBe(false);
      two.clock.advance(TTL);
      expect(await two.lease.tryTake()).toBe(true);
      expect(two.lease.epoch).toBe(2);
    }),
  );

  test(
    'is kept by a sign of life each third of its time, however often it is asked for',
    withLog(async (fixture) => {
      const [one, two] = [await start(fixture, 'one'), await start(fixture, 'two')];
      await one.lease.tryTake();
      await two.lease.tryTake();
      for (let ms = 0; ms < 3 * TTL; ms += TTL / 10) {
        one.clock.advance(TTL / 10);
        two.clock.advance(TTL / 10);
        await one.lease.keep();
        expect(await two.lease.tryTake()).toBe(false);
      }
      expect(await one.store.checkpoints.load('lease-beat:relay')).toBe(8);
    }),
  );

  test(
    'whoever was overtaken appends nothing more',
    withLog(async (fixture) => {
      const [one, two] = [await start(fixture, 'one'), await start(fixture, 'two')];
      await one.lease.tryTake();
      expect(await one.lease.append([testRequest('a', 'k1')])).toMatchObject([
        { ok: true, result: { position: 2 } },
      ]);
      await two.lease.tryTake();
      two.clock.advance(TTL);
      await two.lease.tryTake();
      const before = await two.store.head();
      await expect(one.lease.append([testRequest('a', 'k2')])).rejects.toMatchObject({
        code: 'lease-lost',
        epoch: 1,
      });
      await expect(one.lease.append([testRequest('a', 'k2')])).rejects.toMatchObject({ code: 'lease-lost' });
      await expect(one.lease.renew()).rejects.toMatchObject({ code: 'lease-lost' });
      expect(await one.store.head()).toEqual(before);
      expect(await two.lease.append([testRequest('a', 'k2')])).toMatchObject([{ ok: true }]);
    }),
  );

  test(
    'an append that rests on what was read is refused once something else was recorded',
    withLog(async (fixture) => {
      const { store, lease } = await start(fixture, 'one');
      await lease.tryTake();
      await store.appendBatch([testRequest('b', 'other')]);
      const requests = [testRequest('a', 'k1'), testRequest('a', 'k2')];
      expect(await lease.append(requests, { readTo: 1 })).toMatchObject([
        { ok: false, error: { code: 'position-taken' } },
        { ok: false, error: { code: 'position-taken' } },
      ]);
      expect(await lease.append(requests, { readTo: 2 })).toMatchObject([
        { ok: true, result: { position: 3 } },
        { ok: true, result: { position: 4 } },
      ]);
    }),
  );

  test(
    'without that, it is tried again until it fits, among other writers',
    withLog(async (fixture) => {
      const { store, lease } = await start(fixture, 'one');
      await lease.tryTake();
      const others = Array.from({ length: 30 }, (_, i) => testRequest(`s${i}`, `other${i}`));
      const fenced = Array.from({ length: 10 }, (_, i) => testRequest('fenced', `k${i}`));
      const [outcomes] = await Promise.all([
        Promise.all(fenced.map((request) => lease.append([request]))),
        ...others.map((request) => store.appendBatch([request])),
      ]);
      expect(outcomes.flat().filter((o) => !o.ok)).toEqual([]);
      expect((await store.head()).position).toBe(41);
    }),
  );

  test(
    'a released lease is free at once, and so is its own holder’s after a restart',
    withLog(async (fixture) => {
      const [one, two] = [await start(fixture, 'one'), await start(fixture, 'two')];
      await one.lease.tryTake();
      await one.lease.release();
      await one.lease.release();
      expect(one.lease.epoch).toBeUndefined();
      expect(await two.lease.tryTake()).toBe(true);
      expect(two.lease.epoch).toBe(2);
      const restarted = await start(fixture, 'two');
      expect(await restarted.lease.tryTake()).toBe(true);
      expect(restarted.lease.epoch).toBe(3);
      await two.lease.release();
      expect(await restarted.lease.append([testRequest('a', 'k')])).toMatchObject([{ ok: true }]);
      await expect(two.lease.append([testRequest('a', 'k')])).rejects.toMatchObject({ code: 'lease-lost' });
    }),
  );

  test(
    'of those who see it free at the same time one gets it',
    withLog(async (fixture) => {
      const claimants = await Promise.all(['one', 'two', 'three'].map((holder) => start(fixture, holder)));
      const taken = await Promise.all(claimants.map(({ lease }) => lease.tryTake()));
      expect(taken.filter(Boolean)).toHaveLength(1);
    }),
  );
}
