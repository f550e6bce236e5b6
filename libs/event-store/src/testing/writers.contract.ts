import fc from 'fast-check';
import { ConcurrencyError, LeaseLostError } from '../domain/event-store.errors.js';
import type { EventStore } from '../domain/event-store.port.js';
import type { ContractOptions, LogFixtureFactory } from './event-store.contract.js';
import { collect, countedIds, ManualClock, TEST_META, testEvent, testRequest } from './test-dependencies.js';

type Step = <T>(name: string, run: () => Promise<T>) => Promise<T>;

/** Every await of every writer becomes a point at which the scheduler decides who goes on. */
function steps(scheduler: fc.Scheduler): Step {
  return async (name, run) => {
    await scheduler.schedule(Promise.resolve(), name);
    return run();
  };
}

/** Reads the stream's version and appends on it, until its three events are in. */
async function write(store: EventStore, writer: number, step: Step): Promise<number> {
  let conflicts = 0;
  for (let i = 0; i < 3;) {
    const version = await step(`${writer} reads`, () => store.streamVersion('s'));
    const key = `w${writer}-${i}`;
    try {
      const options = { idempotencyKey: key };
      await step(`${writer} appends`, () =>
        store.append('s', version, [testEvent({ on: version })], options),
      );
      i++;
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error;
      conflicts++;
    }
  }
  return conflicts;
}

export function writersContract(create: LogFixtureFactory, { runs }: ContractOptions): void {
  test('of many writers on one stream one wins each version, however they are scheduled', async () => {
    let conflicts = 0;
    const property = fc.asyncProperty(
      fc.scheduler(),
      fc.integer({ min: 2, max: 4 }),
      async (scheduler, writers) => {
        const fixture = await create();
        try {
          const stores = await Promise.all(Array.from({ length: writers }, () => fixture.open()));
          const running = stores.map((store, writer) => write(store, writer, steps(scheduler)));
          const found = await scheduler.waitFor(Promise.all(running));
          conflicts += found.reduce((sum, n) => sum + n, 0);
          const commits = await collect(stores[0]!.readStream('s'));
          expect(commits.map((c) => c.from)).toEqual(Array.from({ length: 3 * writers }, (_, i) => i + 1));
          expect(commits.every((c) => (c.events[0]!.data as { on: number }).on === c.from - 1)).toBe(true);
          expect(await stores[0]!.verifyChain()).toMatchObject({ ok: true });
        } finally {
          await fixture.dispose();
        }
      },
    );
    await fc.assert(property, { numRuns: runs });
    expect(conflicts).toBeGreaterThan(0);
  });

  test('under the fence nothing of an old epoch follows a new one, however they are scheduled', async () => {
    let lost = 0;
    const property = fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const fixture = await create();
      try {
        const work = async (holder: string): Promise<void> => {
          const clock = new ManualClock();
          const store = await fixture.open({ clock, ids: countedIds(holder) });
          const lease = store.lease('work', { holder, ttlMs: 10, meta: TEST_META });
          const step = steps(scheduler);
          for (let round = 0; round < 4; round++) {
            clock.advance(10);
            if (!(await step(`${holder} takes`, () => lease.tryTake()))) continue;
            const request = testRequest('s', `${holder}-${round}`, {
              events: [testEvent({ epoch: lease.epoch })],
            });
            try {
              await step(`${holder} appends`, () => lease.append([request]));
            } catch (error) {
              if (!(error instanceof LeaseLostError)) throw error;
              lost++;
            }
          }
        };
        await scheduler.waitFor(Promise.all(['one', 'two', 'three'].map(work)));
        const log = await fixture.open();
        const epochs = (await collect(log.readAll(0))).map(
          (c) => (c.events[0]!.data as { epoch: number }).epoch,
        );
        expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
      } finally {
        await fixture.dispose();
      }
    });
    await fc.assert(property, { numRuns: runs });
    expect(lost).toBeGreaterThan(0);
  });
}
