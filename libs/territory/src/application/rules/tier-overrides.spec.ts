import { defaultRuleSet } from '@bailiwick/contracts';
import type { Actor } from '@bailiwick/kernel';
import { checkRuleSet } from '@bailiwick/tiering';
import { account, at, csm, World } from '../../../test-support/world.js';
import { Plans } from '../plans/plans.js';
import { TierOverrides, type TierWish } from './tier-overrides.js';

const olga: Actor = { id: 'olga', role: 'ops' };

async function company(): Promise<{ w: World; overrides: TierOverrides }> {
  const w = new World();
  w.clock.ms = Date.parse(at(2));
  await w.send(
    ['csm.joined', csm('C1'), at(0)],
    ['account.new', account('A60', { arr: 60_000 }), at(1)],
    ['account.new', account('A260', { arr: 260_000 }), at(1, 1)],
  );
  await w.react();
  const ruleSet = checkRuleSet(defaultRuleSet);
  const overrides = new TierOverrides({
    store: w.store,
    ids: w.ids,
    ruleSets: { active: () => Promise.resolve({ version: 1, ruleSet }) },
    now: () => Promise.resolve(w.clock.ms),
    activeAmong: (ids) => Promise.resolve(new Set(ids.filter((id) => id.startsWith('A')))),
    settled: () => w.react(),
  });
  return { w, overrides };
}

const wish = (more: Partial<Record<keyof TierWish, string>> = {}): TierWish =>
  ({ accountId: 'A60', tier: 'high', reason: 'reference customer', expiresAt: at(40), ...more }) as TierWish;
const tiered = async (w: World): Promise<string[]> => (await w.decisions('AccountTiered')).slice(2);

/** Something happens to somebody else, so that it is this day. */
async function until(w: World, day: number): Promise<void> {
  w.clock.ms = Date.parse(at(day, 1));
  await w.send(['account.health-scored', { accountId: 'A260', healthScore: 50 }, at(day)]);
  await w.react();
}

describe('a tier that somebody decided on', () => {
  it('counts at once and ends by itself, with the tier that the account had before', async () => {
    const { w, overrides } = await company();
    await overrides.set([wish()], olga);
    expect(await tiered(w)).toEqual([`A60 low→high ${at(2).slice(0, 10)}`]);
    expect(await overrides.list()).toMatchObject([{ accountId: 'A60', author: 'olga' }]);
    await until(w, 39);
    expect(await tiered(w)).toHaveLength(1);
    await until(w, 41);
    // Without confirmation or review: it is no change of the account, its tier was only set aside.
    expect((await tiered(w)).at(-1)).toBe(`A60 high→low ${at(40).slice(0, 10)}`);
    expect(await overrides.list()).toEqual([]);
  });

  it('stands whatever happens to the account meanwhile, also over a restart', async () => {
    const { w, overrides } = await company();
    await overrides.set([wish()], olga);
    await w.process.save(0);
    await w.restart();
    await w.send(['account.contracted', { accountId: 'A60', arr: 10_000 }, at(3)]);
    await until(w, 30);
    expect(await tiered(w)).toHaveLength(1);
    await until(w, 41);
    // The rules say tech by now; that wants its confirmation, as any change does.
    expect((await tiered(w)).at(-1)).toBe(`A60 high→low ${at(40).slice(0, 10)}`);
    expect(w.process.state!.tiers.get('A60')!.history.candidate).toMatchObject({ tier: 'tech' });
  });

  it('can be replaced and ended before its time', async () => {
    const { w, overrides } = await company();
    await overrides.set([wish()], olga);
    await overrides.set([wish({ tier: 'tech', expiresAt: at(20) })], olga);
    await overrides.end('A60', 'a mistake', olga);
    const moves = (await tiered(w)).map((line) => line.slice(0, -11));
    expect(moves).toEqual(['A60 low→high', 'A60 high→tech', 'A60 tech→low']);
    await until(w, 45);
    expect(await tiered(w)).toHaveLength(3);
    await expect(overrides.end('A60', undefined, olga)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('comes to the same when everything is decided again from the start of the log', async () => {
    const { w, overrides } = await company();
    await overrides.set([wish(), wish({ accountId: 'A260', tier: 'tech', expiresAt: at(30) })], olga);
    await until(w, 35);
    const again = w.newProcess(() => {
      throw new Error('nothing is left to decide');
    });
    await again.open();
    await again.readOn();
    expect([...again.state!.tiers]).toEqual([...w.process.state!.tiers]);
    expect([...again.state!.overrides]).toEqual([...w.process.state!.overrides]);
  });

  it('is in the plan that is proposed for who has left, with what the rules alone would give', async () => {
    const { w, overrides } = await company();
    await w.send(
      ['csm.joined', csm('C2'), at(2)],
      ['account.new', account('A61', { csmId: 'C1' }), at(2)],
      ['account.new', account('A62', { csmId: 'C1' }), at(2, 1)],
      ['account.new', account('A63', { csmId: 'C2' }), at(2, 2)],
    );
    await overrides.set([wish({ accountId: 'A61' }), wish({ accountId: 'A63' })], olga);
    await w.send(['csm.departed', { csmId: 'C1', lastDay: '2026-01-20' }, at(5)]);
    await until(w, 30);
    const { plan } = await new Plans(w.store, w.documents, w.ids).read('departure-C1-2026-01-20');
    expect(plan.accounts.map(({ accountId }) => accountId)).toEqual(expect.arrayContaining(['A61', 'A62']));
    const { reason, expiresAt } = wish();
    expect(plan.tiersByHand).toEqual([
      { accountId: 'A61', tier: 'high', byRules: 'low', author: 'olga', reason, expiresAt },
    ]);
  });

  it('is refused with everything that is wrong, and nothing is recorded', async () => {
    const { w, overrides } = await company();
    const bad = [wish(), wish({ tier: 'gold' }), wish({ accountId: 'X1', expiresAt: at(1) })];
    await expect(overrides.set(bad, olga)).rejects.toMatchObject({
      problems: [
        { code: 'repeated-account', pointer: '/1/accountId' },
        { code: 'unknown-tier', pointer: '/1/tier', expected: 'high, low, tech' },
        { code: 'unknown-account', pointer: '/2/accountId' },
        { code: 'already-expired', pointer: '/2/expiresAt' },
      ],
    });
    await expect(overrides.set([], olga)).rejects.toMatchObject({ problems: [{ code: 'no-overrides' }] });
    expect(await tiered(w)).toEqual([]);
    expect(await w.store.streamVersion('tier-overrides')).toBe(0);
  });
});
