import { convertCurrencies, defaultRuleSet } from '@bailiwick/contracts';
import { addDays, type IsoDate } from '@bailiwick/kernel';
import { checkRuleSet, compileRuleSet, familyArrOf } from '@bailiwick/tiering';
import {
  CALM,
  checkedFamilyRules,
  familyRules,
  randomFamilyYear,
} from '../../../test-support/family-rules.js';
import { anna, approved, rulesOn } from '../../../test-support/rules-on-world.js';
import { account, at, csm, type Sent, World } from '../../../test-support/world.js';
import { companyNow } from '../../domain/process/company-view.js';
import type { TierMemory } from '../../domain/process/process-state.js';
import { impactOnProcess } from '../rules/impact-on-process.js';
import { accountsIn, replayRules } from '../rules/replay-rules.js';

const SEEDS = [1, 2, 3];
const breathe = (): Promise<void> => Promise.resolve();

async function all(events: readonly Sent[], stability = CALM): Promise<World> {
  const w = new World(undefined, checkedFamilyRules(stability));
  await w.send(...events);
  await w.react();
  return w;
}

const FAMILY: readonly Sent[] = [
  ['csm.joined', csm('C1'), at(0)],
  ['account.new', account('A1', { arr: 60_000 }), at(1)],
  ['account.new', account('A2', { arr: 50_000, parentId: 'A1' }), at(1, 1)],
  ['account.new', account('A3', { arr: 1_000, parentId: 'A2' }), at(1, 2)],
  ['account.new', account('B1', { arr: 60_000 }), at(1, 3)],
];

/** True of what is said of an account that is there, while it is. */
function isTimely(events: readonly Sent[]): (event: Sent) => boolean {
  const came = new Map(
    events.map(([type, { accountId }, time]) => [type === 'account.new' && accountId, time]),
  );
  return ([type, { accountId }, time]) =>
    type !== 'account.reactivated' &&
    (accountId === undefined || (came.get(accountId as string) ?? '') <= time);
}

function isHigh({ history }: TierMemory): boolean {
  return history.tier === 'high';
}

async function after(...events: readonly Sent[]): Promise<string[]> {
  const w = await all([...FAMILY, ...events]);
  return (await w.decisions('AccountTiered')).slice(4).map((line) => line.replace(/ \d{4}-.*/, ''));
}

describe('tiers by what a family amounts to', () => {
  it('follow from one member’s ARR for all of them', async () => {
    const grown: Sent = ['account.expanded', { accountId: 'A1', arr: 260_000 }, at(2)];
    expect(await after(grown)).toEqual(['A1 low→high', 'A2 low→high', 'A3 tech→high']);
    const shrunk: Sent = ['account.churned', { accountId: 'A2' }, at(3)];
    expect(await after(grown, shrunk)).toEqual([
      'A1 low→high',
      'A2 low→high',
      'A3 tech→high',
      'A3 high→tech',
    ]);
  });

  it('follow who leaves, who joins and who is merged', async () => {
    const grown: Sent = ['account.expanded', { accountId: 'A2', arr: 240_000 }, at(2)];
    const high = ['A1 low→high', 'A2 low→high', 'A3 tech→high'];
    const leaves: Sent = ['account.updated', { accountId: 'A2', parentId: null }, at(3)];
    expect(await after(grown, leaves)).toEqual([...high, 'A1 high→low', 'A2 high→low', 'A3 high→tech']);
    const joins: Sent = ['account.updated', { accountId: 'B1', parentId: 'A3' }, at(3)];
    expect(await after(grown, joins)).toEqual([...high, 'B1 low→high']);
    const merged: Sent = ['account.merged', { accountId: 'A1', intoAccountId: 'B1' }, at(3)];
    expect(await after(grown, merged)).toEqual([...high, 'B1 low→high']);
  });

  it('are decided in pieces where the family is large, and whoever asks then waits for the last one', async () => {
    const daughters = Array.from({ length: 120 }, (_, i): Sent => {
      return ['account.new', account(`D${i}`, { arr: 1_000, parentId: 'A1' }), at(1, 3)];
    });
    const w = await all([...FAMILY, ...daughters]);
    await w.send(['account.expanded', { accountId: 'A1', arr: 260_000 }, at(2)]);
    const seen: Promise<number>[] = [];
    const high = (): number => [...w.process.state!.tiers.values()].filter(isHigh).length;
    w.breathe = () => {
      const half = high();
      const { rest } = w.process;
      if (rest) seen.push(rest.then(() => high() - half));
      return Promise.resolve();
    };
    await w.react();
    expect(high()).toBe(123);
    // What was left to decide at each turn.
    expect(await Promise.all(seen)).toEqual([74, 24]);
    expect(w.process.rest).toBeUndefined();
  });

  it('name the event behind it with each of them', async () => {
    const w = await all([...FAMILY, ['account.expanded', { accountId: 'A1', arr: 260_000 }, at(2)]]);
    const causes = new Set<string>();
    for await (const { events } of w.store.readAll(0))
      for (const { type, data } of events)
        if (type === 'AccountTiered' && (data as { to: string }).to === 'high')
          causes.add((data as { causedBy: { id: string } }).causedBy.id);
    expect([...causes]).toEqual(['e6']);
  });

  it.each(SEEDS)('are those from scratch after every event (random families, seed %i)', async (seed) => {
    const rules = compileRuleSet(checkedFamilyRules());
    const w = new World(undefined, checkedFamilyRules());
    let [checked, members] = [0, 0];
    for (const event of randomFamilyYear(seed)) {
      await w.send(event);
      await w.react();
      const state = w.process.state!;
      const accounts = convertCurrencies(companyNow(state).accounts, state.policy);
      const families = familyArrOf(accounts);
      for (const one of accounts) {
        if (one.status !== 'active') continue;
        const familyArr = families.get(one.accountId)!;
        const { decision } = rules.decide(one, { previousTier: null, mode: 'service', familyArr });
        expect(`${one.accountId} ${one.tier}`).toBe(`${one.accountId} ${decision!.tier}`);
        checked += 1;
        members += familyArr === one.arr ? 0 : 1;
      }
    }
    expect(checked).toBeGreaterThan(300);
    expect(members).toBeGreaterThan(50);
  });

  it.each(SEEDS)('are the same streamed, at once, and after any restart (seed %i)', async (seed) => {
    const events = randomFamilyYear(seed);
    const usual = defaultRuleSet.stability!;
    const atOnce = await all(events, usual);
    const decisions = await atOnce.decisions('AccountTiered', 'AccountAssigned');
    const streamed = new World(undefined, checkedFamilyRules(usual));
    for (const [i, event] of events.entries()) {
      await streamed.send(event);
      await streamed.react();
      if (i % 9 === 0) await streamed.process.save();
      if (i % 9 === 4) await streamed.restart();
    }
    expect(await streamed.decisions('AccountTiered', 'AccountAssigned')).toEqual(decisions);
    const { position } = await atOnce.store.head();
    await atOnce.restart();
    await atOnce.react();
    expect((await atOnce.store.head()).position).toBe(position);
    expect(atOnce.process.state!.timers.list()).toEqual(streamed.process.state!.timers.list());
  });

  it.each(SEEDS)('are replayed as they came to be (seed %i)', async (seed) => {
    // What comes late, or too early, was not known when others were decided; who comes back begins anew.
    const inOrder = [...randomFamilyYear(seed)].sort((a, b) => (a[2] < b[2] ? -1 : 1));
    const w = await all(inOrder.filter(isTimely(inOrder)));
    const { day, policy } = w.process.state!;
    const moves = (await w.decisions('AccountTiered')).filter((line) => !/ (null→|(\w+)→\2 )/.test(line));
    const { inForce, next } = await replayRules(
      { store: w.store, breathe },
      {
        inForce: checkedFamilyRules(),
        next: checkRuleSet({ ...defaultRuleSet, tests: [], stability: CALM }),
        window: { from: '2025-01-01' as IsoDate, to: addDays(day, 1) },
        policy,
        accountIds: await accountsIn(w.store),
      },
    );
    expect(inForce.moves).toBe(moves.length);
    expect(next.moves).not.toBe(inForce.moves);
  });

  it.each(SEEDS)('are previewed as an activation decides them (seed %i)', async (seed) => {
    const w = new World();
    await w.send(...randomFamilyYear(seed));
    await w.react();
    const runner = { atRest: () => Promise.resolve(w.process) };
    const next = checkedFamilyRules();
    const impact = await impactOnProcess({ runner, breathe, now: () => 0 }, next, w.builtIn);
    const before = (await w.decisions('AccountTiered')).length;
    // No check of a tier falls due in between.
    w.clock.ms = w.process.state!.time;
    const rules = rulesOn(w);
    await rules.activate(await approved(rules, familyRules()), {}, anna);
    const made = (await w.decisions('AccountTiered'))
      .slice(before)
      .map((line) => line.split(' ', 2).join(' '));
    const previewed = impact.changes.map(({ accountId, from, to }) => `${accountId} ${from}→${to}`);
    expect(previewed.length).toBeGreaterThan(0);
    expect(made.sort()).toEqual(previewed.sort());
  });
});
