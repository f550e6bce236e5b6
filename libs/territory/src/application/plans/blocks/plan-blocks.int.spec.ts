import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPolicy, type PlanRequestedData } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import { type Plan, type Planner, planningTiers, threadedPlanner } from '@bailiwick/planning';
import { Portfolio } from '@bailiwick/portfolio';
import { OPS } from '../../../../../../test/support/memory-store.js';
import { account, at, csm, ruleSet, World } from '../../../../test-support/world.js';
import type { MakingProgress } from '../making-board.js';
import { PlanMaker } from '../plan-maker.js';
import { Plans } from '../plans.js';

const REGIONS = ['EMEA', 'AMER', 'APAC'];
/** More than 500 arcs in each region, so that each is a block by itself. */
const EACH = { accounts: 62, csms: 8 };

/** Nothing to weigh up but pairs and fit: what is compared here is who solves it. */
const EASY = { ...defaultPolicy, weights: { ...defaultPolicy.weights, balanceHours: [], balanceArr: [] } };

const request = (planId: string): PlanRequestedData => ({
  planId,
  asOf: '2026-03-01' as IsoDate,
  seed: 1,
  iterations: 300,
  timeLimitSeconds: null,
  solver: 'auto',
  policy: EASY,
  basedOn: null,
});

describe('a plan of three regions', () => {
  const planners: Planner[] = [];
  const seen: MakingProgress[] = [];
  let w: World;
  let plans: Plans;
  let alone: Plan;

  beforeAll(async () => {
    planners.push(...Array.from({ length: 3 }, () => threadedPlanner()));
    w = await company();
    plans = new Plans(w.store, w.documents, w.ids);
    alone = await made('alone', 0);
  }, 120_000);

  afterAll(() => Promise.all(planners.map((planner) => planner.close())));

  it('is the same plan whether one, two or three processes make it', async () => {
    for (const helpers of [1, 2]) {
      const helped = await made(`with-${helpers}`, helpers);
      const { objective, bound, terms, accounts } = helped;
      expect({ objective, bound, terms }).toEqual({
        objective: alone.objective,
        bound: alone.bound,
        terms: alone.terms,
      });
      expect(accounts).toEqual(alone.accounts);
      expect(await holdersOf(`with-${helpers}`)).toEqual(
        ['maker', 'helper-1', 'helper-2'].slice(0, helpers + 1),
      );
    }
    expect(alone.counts).toMatchObject({ accounts: REGIONS.length * EACH.accounts, unassigned: 0 });
    expect(alone.bound).toBeLessThanOrEqual(alone.objective);
  }, 120_000);

  it('claims no block while nobody would help, and leaves nothing beside the log', async () => {
    expect(await holdersOf('alone')).toEqual([]);
    const left = await Promise.all(
      ['blocks:', 'helper:'].flatMap((name) =>
        ['alone', 'with-2'].map((planId) => w.store.snapshots.load(`plan-${name}${planId}`, 1)),
      ),
    );
    expect(left).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('tells who solves what', () => {
    const blocks = seen.flatMap((step) => (step.planId === 'with-2' ? (step.blocks ?? []) : []));
    const by = new Set(blocks.flatMap((block) => (block.stage === 'waiting' ? [] : [block.by])));
    expect([...by].sort()).toEqual(['helper-1', 'helper-2', 'maker']);
    expect(blocks.every(({ csms }) => csms === EACH.csms)).toBe(true);
  });

  async function company(): Promise<World> {
    const world = new World();
    await world.activate((policy) => ({ ...policy, auto: { ...policy.auto, newAccount: 'propose' } }));
    for (const region of REGIONS)
      await world.send(
        ...Array.from(
          { length: EACH.csms },
          (_, n) => ['csm.joined', csm(`${region}-${n}`, { regions: [region] }), at(0)] as const,
        ),
        ...Array.from({ length: EACH.accounts }, (_, n) => {
          const arr = 55_000 + ((n * 7_919) % 20_011);
          return ['account.new', account(`${region}-${n}`, { region, arr }), at(1)] as const;
        }),
      );
    await world.react();
    return world;
  }

  /** Made by one process, with so many others that look for something to do; each of them gets a block. */
  async function made(planId: string, helpers: number): Promise<Plan> {
    let allHaveOne = false;
    const begin = (): boolean => (allHaveOne ||= others.every(({ helping }) => helping === planId));
    const others: PlanMaker[] = Array.from({ length: helpers }, (_, n) =>
      makerOf(`helper-${n + 1}`, waitingFor(begin, planners[n + 1]!)),
    );
    const maker = makerOf('maker', waitingFor(begin, planners[0]!));
    maker.watch(planId, (progress) => seen.push(progress));
    await plans.request(request(planId), OPS);
    maker.wake();
    while (maker.making.length === 0) await sleep(1);
    for (; (await plans.get(planId)).stage === 'requested'; await sleep(100))
      for (const other of others) if (other.helping === undefined) other.wake();
    await Promise.all([maker, ...others].map((each) => each.idle()));
    return (await plans.read(planId)).plan;
  }

  function makerOf(holder: string, planner: Planner): PlanMaker {
    const rules = { id: ruleSet.id, version: ruleSet.version, tiers: planningTiers(ruleSet) };
    const nothing = (): Promise<void> => Promise.resolve();
    const deps = {
      store: w.store,
      plans,
      companies: new Portfolio(w.store),
      settled: nothing,
      planner,
      byHand: () => Promise.resolve(undefined),
      breathe: nothing,
    };
    return new PlanMaker({ ...deps, rules: () => Promise.resolve(rules) }, { holder });
  }

  /** A planner that begins no block before this holds. */
  function waitingFor(holds: () => boolean, planner: Planner): Planner {
    return {
      ...planner,
      block: async (task, watched) => {
        while (!holds()) await sleep(20);
        return planner.block(task, watched);
      },
      write: (source, options, exchange) =>
        planner.write(source, options, {
          offer: (blocks, listener) => exchange!.offer(blocks, listener),
          give: (hash, task) => exchange!.give(hash, task),
          withdraw: (hash) => exchange!.withdraw(hash),
          take: async (hash) => {
            while (!holds()) await sleep(20);
            return exchange!.take(hash);
          },
        }),
    };
  }

  /** Who has held a block of a plan, the maker first. */
  async function holdersOf(planId: string): Promise<string[]> {
    const holders = new Set<string>();
    for await (const { events } of w.store.readAll(0))
      for (const { type, data } of events) {
        const { name, holder } = data as { name: string; holder: string };
        if (type === 'LeaseTaken' && name.startsWith(`plan:${planId}:block:`)) holders.add(holder);
      }
    return ['maker', 'helper-1', 'helper-2'].filter((holder) => holders.has(holder));
  }
});
