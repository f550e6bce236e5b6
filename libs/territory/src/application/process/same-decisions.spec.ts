import { type AppendRequest, timerFired } from '@bailiwick/event-store';
import { seededRng } from '@bailiwick/kernel';
import { randomCompanyYear } from '../../../test-support/random-company-year.js';
import { account, at, csm, type Sent, World } from '../../../test-support/world.js';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8];
const CROWDED_SEEDS = [3, 4];
const DAY_MS = 86_400_000;
const ALL = ['AccountTiered', 'AccountAssigned', 'DepartureDecided', 'OverloadDecided'];

async function all(events: readonly Sent[]): Promise<World> {
  const w = new World();
  await w.send(...events);
  await w.react();
  return w;
}

describe('the process decides the same (seeded histories)', () => {
  it.each(SEEDS)('whether events come one by one or all at once (seed %i)', async (seed) => {
    const events = randomCompanyYear(seed);
    const atOnce = await all(events);
    const oneByOne = new World();
    for (const event of events) {
      await oneByOne.send(event);
      await oneByOne.react();
    }
    const decisions = await atOnce.decisions(...ALL);
    expect(decisions.length).toBeGreaterThan(20);
    expect(await oneByOne.decisions(...ALL)).toEqual(decisions);
    expect([...oneByOne.process.state!.unplaced]).toEqual([...atOnce.process.state!.unplaced]);
    expect(oneByOne.process.state!.timers.list()).toEqual(atOnce.process.state!.timers.list());
    expect(oneByOne.process.reactor!.live.loads()).toEqual(atOnce.process.reactor!.live.loads());
  });

  it.each(SEEDS)(
    'however often it dies, half-way through what it writes, and starts again (seed %i)',
    async (seed) => {
      const events = randomCompanyYear(seed);
      const expected = await (await all(events)).decisions(...ALL);
      const rng = seededRng(seed);
      const w = new World();
      let deaths = 0;
      /** Writes some of the requests, then dies. */
      const dying = async (requests: readonly AppendRequest[]) => {
        if (rng.int(3) > 0) return w.store.appendBatch(requests);
        await w.store.appendBatch(requests.slice(0, rng.int(requests.length + 1)));
        deaths++;
        throw new Error('killed');
      };
      for (let sent = 0; sent < events.length;) {
        const next = sent + 1 + rng.int(12);
        await w.send(...events.slice(sent, next));
        sent = next;
        for (let done = false; !done;) {
          if (!w.process.state) {
            w.process = w.newProcess(dying);
            await w.process.open();
          }
          try {
            await w.process.readOn();
            if (rng.int(4) === 0) await w.process.save();
            done = true;
          } catch {
            w.process = w.newProcess(dying);
          }
        }
      }
      expect(deaths).toBeGreaterThan(3);
      expect(await w.decisions(...ALL)).toEqual(expected);
    },
  );

  it.each(SEEDS)(
    'from its snapshot, from nothing, and with nothing left to write (seed %i)',
    async (seed) => {
      const w = await all(randomCompanyYear(seed));
      const { position } = await w.store.head();
      const { timers, unplaced } = w.process.state!;
      await w.process.save();
      for (const purge of [false, true]) {
        if (purge) await w.store.snapshots.purge();
        await w.restart();
        await w.react();
        expect((await w.store.head()).position).toBe(position);
        expect(w.process.state!.timers.list()).toEqual(timers.list());
        expect([...w.process.state!.unplaced]).toEqual([...unplaced]);
      }
    },
  );

  it('although an earlier run recorded a reaction to the very retraction by which an account is folded anew', async () => {
    const w = await all([
      ['csm.joined', csm('c1'), at(0)],
      ['account.new', account('a1', { csmId: 'c1' }), at(1)],
      ['account.churned', { accountId: 'a1' }, at(2)],
      ['event.retracted', { source: 'crm', id: 'e3', reason: 'wrong customer' }, at(3)],
    ]);
    const { position } = await w.store.head();
    const decisions = await w.decisions(...ALL);
    expect(decisions.at(-1)).toBe('a1 #3 null→c1 correction 2026-01-04');
    await w.restart();
    await w.react();
    expect(await w.decisions(...ALL)).toEqual(decisions);
    expect((await w.store.head()).position).toBe(position);
  });

  it('of whom a CSM with too much work is relieved, with the live book of months or a new one', async () => {
    let relieved = 0;
    for (const seed of CROWDED_SEEDS) {
      const events = randomCompanyYear(seed, 40);
      const expected = await (await all(events)).decisions(...ALL);
      const w = new World();
      for (let sent = 0; sent < events.length; sent += 40) {
        await w.send(...events.slice(sent, sent + 40));
        await w.react();
        await w.process.save();
        await w.restart();
      }
      expect(await w.decisions(...ALL)).toEqual(expected);
      relieved += expected.filter((d) => d.startsWith('OverloadDecided') && d.includes('"to"')).length;
    }
    expect(relieved).toBeGreaterThan(2);
  });

  it.each(SEEDS)('whether a year passes day by day, by the clock, or in a moment (seed %i)', async (seed) => {
    const events = [...randomCompanyYear(seed)].sort((a, b) => (a[2] < b[2] ? -1 : 1));
    const inAMoment = await all(events);
    const dayByDay = new World();
    const first = Date.parse(events[0]![2].slice(0, 10));
    let sent = 0;
    for (let day = first; sent < events.length; day += DAY_MS) {
      dayByDay.clock.ms = day + DAY_MS - 1;
      const today = events.slice(sent).filter(([, , time]) => Date.parse(time) < day + DAY_MS);
      for (const event of today) {
        await dayByDay.send(event);
        await dayByDay.react();
      }
      sent += today.length;
      // Nothing more comes in today: the clock fires what is due.
      for (;;) {
        const due = (dayByDay.process.state?.timers.list() ?? []).filter((t) => t.dueAt <= dayByDay.clock.ms);
        if (due.length === 0 || sent === events.length) break;
        const meta = {
          actor: { id: 'system:timers', role: 'admin' as const },
          correlationId: '1',
          causationId: '1',
        };
        await dayByDay.store.appendBatch(due.map((timer) => timerFired(timer, dayByDay.ids.next(), meta)));
        await dayByDay.react();
      }
    }
    expect(await dayByDay.decisions('AccountTiered')).toEqual(await inAMoment.decisions('AccountTiered'));
    expect(await dayByDay.decisions('AccountAssigned')).toEqual(await inAMoment.decisions('AccountAssigned'));
  });
});
