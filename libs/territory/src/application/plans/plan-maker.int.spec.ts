import { defaultPolicy, type Instant, type PlanRequestedData } from '@bailiwick/contracts';
import type { AccountId, IsoDate, TierId } from '@bailiwick/kernel';
import { type Planner, planningTiers, threadedPlanner } from '@bailiwick/planning';
import { Portfolio } from '@bailiwick/portfolio';
import { OPS } from '../../../../../test/support/memory-store.js';
import { account, at, csm, ruleSet, World } from '../../../test-support/world.js';
import { TierOverrides } from '../rules/tier-overrides.js';
import { decidedByHand } from './decided-by-hand.js';
import { followMaking } from './follow-making.js';
import { MakingBoard, type MakingProgress } from './making-board.js';
import { PlanMaker, type PlanMakerOptions } from './plan-maker.js';
import { Plans } from './plans.js';

const request = (planId: string, more: Partial<PlanRequestedData> = {}): PlanRequestedData => ({
  planId,
  asOf: '2026-03-01' as IsoDate,
  seed: 1,
  iterations: 5_000,
  timeLimitSeconds: null,
  solver: 'auto',
  policy: defaultPolicy,
  basedOn: null,
  ...more,
});

describe('plans are made', () => {
  let planner: Planner;
  beforeAll(() => (planner = threadedPlanner()));
  afterAll(() => planner.close());

  const ruleSets = { active: () => Promise.resolve({ version: 1, ruleSet }) };

  function overridesIn(w: World): TierOverrides {
    return new TierOverrides({
      store: w.store,
      ids: w.ids,
      ruleSets,
      now: () => Promise.resolve(w.clock.ms),
      activeAmong: (ids) => Promise.resolve(new Set(ids)),
      settled: () => w.react(),
    });
  }

  function makerOf(w: World, options: Partial<PlanMakerOptions> = {}, settled = () => w.react()) {
    const plans = new Plans(w.store, w.documents, w.ids);
    const overrides = overridesIn(w);
    const maker = new PlanMaker(
      {
        store: w.store,
        plans,
        companies: new Portfolio(w.store),
        settled,
        planner,
        rules: () =>
          Promise.resolve({ id: ruleSet.id, version: ruleSet.version, tiers: planningTiers(ruleSet) }),
        byHand: (asOf) => decidedByHand({ store: w.store, ruleSets, overrides }, asOf),
        breathe: () => Promise.resolve(),
      },
      { holder: 'one', ...options },
    );
    return { plans, maker };
  }

  type Making = ReturnType<typeof makerOf>;

  async function company(): Promise<World> {
    const w = new World();
    await w.activate((policy) => ({ ...policy, auto: { ...policy.auto, newAccount: 'propose' } }));
    await w.send(
      ['csm.joined', csm('c1'), at(0)],
      ['csm.joined', csm('c2'), at(0)],
      ...[1, 2, 3, 4].map((n) => ['account.new', account(`a${n}`), at(1)] as const),
    );
    return w;
  }

  it('from the book, with what they would change and from which position', async () => {
    const w = await company();
    const { plans, maker } = makerOf(w);
    await plans.request(request('p'), OPS);
    const seen: MakingProgress[] = [];
    maker.watch('p', (progress) => seen.push(progress));
    maker.wake();
    await maker.idle();
    const { state, plan } = await plans.read('p');
    expect([state.stage, plan.status, plan.counts['placed']]).toEqual(['proposed', 'optimal', 4]);
    const { pairs: _pairs, csms: _csms, moves: _moves, accounts: _accounts, ...head } = plan;
    expect(await plans.head('p')).toEqual(head);
    expect(state.proposed!.position).toBe((await w.store.head()).position - 3);
    expect((await plans.moves('p'))!.moves.map(({ from, to }) => [from, to !== null])).toEqual(
      Array(4).fill([null, true]),
    );
    expect(seen.map(({ phase }) => phase)).toContain('search');
    expect(seen.at(-1)).toEqual({ planId: 'p', ended: true });
  });

  it('with the tiers by hand of their day, and what the rules alone would give', async () => {
    const w = await company();
    w.clock.ms = Date.parse(at(10));
    await w.send(['account.new', account('a9', { arr: 400_000, currency: 'USD' }), at(2)]);
    await w.react();
    const overrides = overridesIn(w);
    const wish = { reason: 'reference customer', expiresAt: at(100) as Instant };
    const [low, high] = ['low', 'high'] as TierId[];
    const [a1, a2, a9] = ['a1', 'a2', 'a9'] as AccountId[];
    await overrides.set([{ ...wish, accountId: a1!, tier: low! }], OPS);
    await overrides.set([{ ...wish, accountId: a9!, tier: low! }], OPS);
    await overrides.set([{ ...wish, accountId: a2!, tier: high!, expiresAt: at(30) as Instant }], OPS);
    const { plans, maker } = makerOf(w);
    const days = { before: at(5), now: at(20), after: at(59) };
    const listed = async (planId: keyof typeof days) => {
      await plans.request(request(planId, { asOf: days[planId].slice(0, 10) as IsoDate }), OPS);
      maker.wake();
      await maker.idle();
      const { plan } = await plans.read(planId);
      return plan.tiersByHand?.map(({ accountId, tier, byRules }) => `${accountId} ${tier} (${byRules})`);
    };
    expect(await listed('now')).toEqual(['a2 high (low)', 'a9 low (high)', 'a1 low (low)']);
    expect((await plans.head('now')).tiersByHand![0]).toEqual({
      accountId: 'a2',
      tier: 'high',
      byRules: 'low',
      author: OPS.id,
      reason: 'reference customer',
      expiresAt: at(30),
    });
    await overrides.end('a9', undefined, OPS);
    w.clock.ms = Date.parse(at(50));
    await w.send(['account.health-scored', { accountId: 'a1', healthScore: 50 }, at(50)]);
    expect(await listed('after')).toEqual(['a1 low (low)']);
    expect(await listed('before')).toBeUndefined();
  });

  it('also when the service ended before they were made', async () => {
    const w = await company();
    await makerOf(w).plans.request(request('p'), OPS);
    const later = makerOf(w);
    later.maker.wake();
    await later.maker.idle();
    expect((await later.plans.get('p')).stage).toBe('proposed');
  });

  it('or not, when the request is taken back, or the book cannot be planned', async () => {
    const w = await company();
    const { plans, maker } = makerOf(w);
    await plans.request(request('p'), OPS);
    await plans.command('p', { do: 'cancel' }, OPS);
    const empty = new World();
    const other = makerOf(empty);
    await other.plans.request(request('q'), OPS);
    maker.wake();
    other.maker.wake();
    await Promise.all([maker.idle(), other.maker.idle()]);
    expect((await plans.get('p')).stage).toBe('cancelled');
    expect(await other.plans.get('q')).toMatchObject({
      stage: 'failed',
      problems: [{ code: 'no-accounts' }, { code: 'no-csms' }],
    });
    await expect(other.plans.read('q')).rejects.toMatchObject({ code: 'plan-not-ready' });
    await expect(plans.get('nothing')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('once each by whichever process claims them, and what it holds by nobody else', async () => {
    const w = await company();
    await w.react();
    const settled = (): Promise<void> => Promise.resolve();
    const [one, two] = ['one', 'two'].map((holder) => makerOf(w, { holder }, settled)) as [Making, Making];
    for (const planId of ['p', 'q']) await one.plans.request(request(planId), OPS);
    one.maker.wake();
    two.maker.wake();
    await Promise.all([one.maker.idle(), two.maker.idle()]);
    expect((await one.plans.list()).map(({ stage }) => stage)).toEqual(['proposed', 'proposed']);
    const takers = new Set<unknown>();
    for await (const { events } of w.store.readAll(0))
      for (const { type, data } of events)
        if (type === 'LeaseTaken') takers.add((data as { holder: string }).holder);
    expect([...takers].sort()).toEqual(['one', 'two']);
  });

  it('elsewhere while it is not the work of this process, which tells how far they are', async () => {
    const w = await company();
    const [api, worker] = [makerOf(w, { works: false }), makerOf(w, { holder: 'two' })];
    await api.plans.request(request('p'), OPS);
    api.maker.wake();
    await api.maker.idle();
    expect((await api.plans.get('p')).stage).toBe('requested');
    const steps: MakingProgress[] = [];
    const following = (async () => {
      for await (const step of followMaking(api, 'p', new AbortController().signal)) steps.push(step);
    })();
    await new MakingBoard(w.store).put({ planId: 'p', phase: 'search', done: 0.5 });
    expect(await api.maker.progress('p')).toEqual({ planId: 'p', phase: 'search', done: 0.5 });
    worker.maker.wake();
    await worker.maker.idle();
    await following;
    expect(steps.at(-1)).toEqual({ planId: 'p', ended: true });
    expect(await api.maker.progress('p')).toBeUndefined();
  });

  it('with an id of their own only once', async () => {
    const w = await company();
    const { plans } = makerOf(w);
    await plans.request(request('p'), OPS);
    const { position } = await w.store.head();
    await plans.request(request('p'), OPS);
    expect((await w.store.head()).position).toBe(position);
    await expect(plans.request(request('p', { seed: 2 }), OPS)).rejects.toMatchObject({
      code: 'plan-id-used',
    });
  });
});
