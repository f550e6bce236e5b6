import fc from 'fast-check';
import { LeaseClaim } from '../application/lease-claim.js';
import { ConcurrencyError, LeaseLostError } from '../domain/event-store.errors.js';
import type { CommitLog } from '../domain/event-store.port.js';
import type { ContractOptions, LogFixture, LogFixtureFactory } from './event-store.contract.js';
import { collect, countedIds, ManualClock, TEST_META, testEvent, testRequest } from './test-dependencies.js';

/** The log with a point before each call at which the scheduler decides which of the processes goes on. */
function scheduled(log: CommitLog, scheduler: fc.Scheduler, who: string): CommitLog {
  const turn = (name: string): Promise<void> => scheduler.schedule(Promise.resolve(), `${who}: ${name}`);
  return {
    ...log,
    head: () => turn('head').then(() => log.head()),
    streamVersion: (stream) => turn('streamVersion').then(() => log.streamVersion(stream)),
    append: (...args) => turn('append').then(() => log.append(...args)),
    appendBatch: (...args) => turn('appendBatch').then(() => log.appendBatch(...args)),
  };
}

/** Reads the stream's version and appends on it, until its three events are in. @returns how often it lost */
async function write(log: CommitLog, writer: string): Promise<number> {
  let conflicts = 0;
  for (let i = 0; i < 3;) {
    const version = await log.streamVersion('s');
    try {
      await log.append('s', version, [testEvent({ on: version })], { idempotencyKey: `${writer}-${i}` });
      i++;
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error;
      conflicts++;
    }
  }
  return conflicts;
}

/** So many that somebody is overtaken at least once in all runs, however few they are. */
const ROUNDS = 16;

/** Takes the lease whenever it can and appends its epoch under the fence. @returns how often it lost the lease */
async function work(log: CommitLog, holder: string): Promise<number> {
  const clock = new ManualClock();
  const lease = new LeaseClaim({ log, clock, ids: countedIds(holder) }, 'work', {
    holder,
    ttlMs: 10,
    meta: TEST_META,
  });
  let lost = 0;
  for (let round = 0; round < ROUNDS; round++) {
    clock.advance(10);
    if (!(await lease.tryTake())) continue;
    const event = testEvent({ epoch: lease.epoch });
    try {
      await lease.append([testRequest('s', `${holder}-${round}`, { events: [event] })]);
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      lost++;
    }
  }
  return lost;
}

export function writersContract(create: LogFixtureFactory, { runs }: ContractOptions): void {
  /** Runs `each` in `processes` processes. @returns the sum of what they return */
  const compete = async (
    fixture: LogFixture,
    scheduler: fc.Scheduler,
    processes: number,
    each: (log: CommitLog, who: string) => Promise<number>,
  ): Promise<number> => {
    const running = Array.from({ length: processes }, async (_, i) => {
      const who = `process ${i}`;
      return each(scheduled(await fixture.open(), scheduler, who), who);
    });
    const results = await scheduler.waitFor(Promise.all(running));
    return results.reduce((sum, n) => sum + n, 0);
  };

  const property = (check: (fixture: LogFixture, scheduler: fc.Scheduler) => Promise<void>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(fc.scheduler(), async (scheduler) => {
        const fixture = await create();
        try {
          await check(fixture, scheduler);
        } finally {
          await fixture.dispose();
        }
      }),
      { numRuns: runs },
    );

  test('of many writers on one stream one wins each version, however they are scheduled', async () => {
    let conflicts = 0;
    await property(async (fixture, scheduler) => {
      conflicts += await compete(fixture, scheduler, 4, write);
      const store = await fixture.open();
      const commits = await collect(store.readStream('s'));
      expect(commits.map((c) => c.from)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
      expect(commits.map((c) => c.events[0]!.data)).toEqual(commits.map((c) => ({ on: c.from - 1 })));
      expect(await store.verifyChain()).toMatchObject({ ok: true });
    });
    expect(conflicts).toBeGreaterThan(0);
  });

  test('under the fence nothing of an old epoch follows a new one, however they are scheduled', async () => {
    let lost = 0;
    await property(async (fixture, scheduler) => {
      lost += await compete(fixture, scheduler, 3, work);
      const log = await collect((await fixture.open()).readAll(0));
      const epochs = log.map((commit) => (commit.events[0]!.data as { epoch: number }).epoch);
      expect(epochs).toEqual([...epochs].sort((a, b) => a - b));
    });
    expect(lost).toBeGreaterThan(0);
  });
}
