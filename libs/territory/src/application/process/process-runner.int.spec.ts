import { silentLogger } from '@bailiwick/kernel';
import { account, at, csm, ruleSet, World } from '../../../test-support/world.js';
import { ruleReader } from '../rules/rule-reader.js';
import { ProcessRunner, type RunnerOptions } from './process-runner.js';

function runnerOf(w: World, options: Partial<RunnerOptions> = {}): ProcessRunner {
  const { store, documents, clock, ids } = w;
  const deps = {
    store,
    documents,
    clock,
    ids,
    logger: silentLogger,
    rules: ruleReader(ruleSet),
    breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
  return new ProcessRunner(deps, { holder: 'one', time: 'wall', ...options });
}

/** An account whose change of tier is confirmed on 4 February and 6 March and applies on 1 April. */
async function changedOnDayFour(w: World): Promise<void> {
  w.clock.ms = Date.parse(at(4, 1));
  await w.send(
    ['csm.joined', csm('c1'), at(0)],
    ['account.new', account('a1'), at(0)],
    ['account.expanded', { accountId: 'a1', arr: 300_000 }, at(4)],
  );
}

describe('the territory process as it runs', () => {
  it('lets timers fire by the clock when nothing comes in', async () => {
    const w = new World();
    await changedOnDayFour(w);
    const runner = runnerOf(w);
    runner.start();
    await runner.caughtUp();
    for (const day of [34, 64, 90]) {
      w.clock.ms = Date.parse(at(day, 2));
      await untilDecided(w, runner, day === 90 ? 'a1 low→high 2026-04-01' : undefined);
    }
    await runner.stop();
    expect(await w.decisions('AccountTiered')).toEqual(['a1 null→low 2026-01-01', 'a1 low→high 2026-04-01']);
  });

  it('lets no timer fire by the clock in a replay, nor while history is coming in', async () => {
    for (const options of [{ time: 'events' }, { time: 'wall', quietMs: 1e12 }] as const) {
      const w = new World();
      await changedOnDayFour(w);
      w.clock.ms = Date.parse(at(300));
      const runner = runnerOf(w, options);
      runner.start();
      await runner.caughtUp();
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await runner.caughtUp();
      await runner.stop();
      expect(await w.decisions('TimerFired')).toEqual([]);
    }
  });

  it('reacts once when two processes want to, and the other goes on when one stops', async () => {
    const w = new World();
    await changedOnDayFour(w);
    const [one, two] = [runnerOf(w), runnerOf(w, { holder: 'two' })];
    one.start();
    await one.caughtUp();
    two.start();
    await w.send(['account.new', account('a2'), at(4)]);
    await one.caughtUp();
    expect(one.position).toBeGreaterThan(0);
    expect(two.position).toBe(0);
    await one.stop();
    await w.send(['account.new', account('a3'), at(4)]);
    await two.caughtUp();
    await two.stop();
    expect(await w.decisions('AccountAssigned')).toEqual([
      'a1 #1 null→c1 new-account 2026-01-01',
      'a2 #1 null→c1 new-account 2026-01-05',
      'a3 #1 null→c1 new-account 2026-01-05',
    ]);
  });

  it('leaves the work to others where it is told to, and answers from what they decided', async () => {
    const w = new World();
    await changedOnDayFour(w);
    await w.send(['account.new', account('a9', { requiredSkills: ['magic'] }), at(4)]);
    const [worker, reader] = [runnerOf(w), runnerOf(w, { holder: 'two', works: false })];
    worker.start();
    reader.start();
    for (const accountId of ['a2', 'a3']) {
      await w.send(['account.new', account(accountId), at(4)]);
      const { state, reactor } = await reader.atRest();
      const { position } = await w.store.head();
      const own = await worker.atRest();
      expect([...state!.unplaced.keys()]).toEqual(['a9']);
      expect(reactor!.live.loads()).toEqual(own.reactor!.live.loads());
      expect(reactor!.live.candidates(accountId)).toEqual(own.reactor!.live.candidates(accountId));
      expect(await reader.decidedPosition()).toBeLessThanOrEqual(position);
    }
    expect([worker.duty, reader.duty, reader.position]).toEqual(['working', 'none', 0]);
    await reader.stop();
    await worker.stop();
    expect(await w.decisions('AccountAssigned')).toHaveLength(3);
  });

  it('is not waited for without end when nobody does the work', async () => {
    const w = new World();
    await changedOnDayFour(w);
    const reader = runnerOf(w, { works: false, patienceMs: 100 });
    reader.start();
    await expect(reader.atRest()).rejects.toMatchObject({
      code: 'process-behind',
      details: { value: 0, expected: expect.stringContaining(String((await w.store.head()).position)) },
    });
    const waiting = reader.caughtUp();
    await reader.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'process-stopped' });
  });
});

/** Waits until the timers that are due have fired and were reacted to. */
async function untilDecided(w: World, runner: ProcessRunner, line?: string): Promise<void> {
  for (let round = 0; round < 100; round++) {
    await runner.caughtUp();
    const { state } = await runner.atRest();
    const due = state!.timers.peek();
    const done = !due || due.dueAt > w.clock.ms;
    if (done && (line === undefined || (await w.decisions()).includes(line))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing happened: ${(await w.decisions()).join('; ')}`);
}
