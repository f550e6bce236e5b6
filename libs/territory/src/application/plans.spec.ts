import { planDataSchemas } from '@bailiwick/contracts';
import { eventRegistry, type EventStore, openMemoryEventStore } from '@bailiwick/event-store';
import type { Plan } from '@bailiwick/planning';
import { Plans } from './plans.js';

const plan = (objective: number, accounts = 3): Plan =>
  ({
    status: 'feasible',
    asOf: '2026-10-01',
    objective,
    bound: null,
    gap: null,
    counts: { accounts },
    accounts: Array.from({ length: accounts }, (_, i) => ({
      accountId: `account-${i}`,
      name: 'Ü'.repeat(20),
    })),
  }) as unknown as Plan;

const origin = {
  position: 7,
  policy: { id: 'default', version: 1 },
  ruleSet: { id: 'default-tiers', version: 1 },
};
const actor = { id: 'ana', role: 'ops' } as const;

describe('Plans', () => {
  let store: EventStore;
  let plans: Plans;
  let n = 0;
  const ids = { next: () => `id-${++n}` };

  beforeEach(() => {
    const clock = { now: () => 1_700_000_000_000, monotonic: () => 0 };
    const registry = eventRegistry(Object.keys(planDataSchemas).map((type) => ({ type, v: 1 })));
    store = openMemoryEventStore({ clock, ids, registry });
    plans = new Plans(store, ids);
  });
  afterEach(() => store.close());

  it('gives a plan back as it was, however many chunks its body needs', async () => {
    const large = plan(12.5, 20_000);
    const { chunks } = await plans.propose('p1', large, origin, actor);
    expect(chunks.length).toBeGreaterThan(3);
    expect((await plans.read('p1')).plan).toEqual(large);
  });

  it('records a repeated proposal once, and shares chunks of equal bodies', async () => {
    await plans.propose('p1', plan(1), origin, actor);
    const head = (await store.head()).position;
    await plans.propose('p1', plan(1), origin, actor);
    expect((await store.head()).position).toBe(head);
    await plans.propose('p2', plan(1), origin, actor);
    expect((await store.head()).position).toBe(head + 1);
    expect((await plans.list()).map((p) => p.planId)).toEqual(['p1', 'p2']);
  });

  it('keeps who proposed it', async () => {
    await plans.propose('p1', plan(1), origin, actor);
    const actors = [];
    for await (const commit of store.readAll(0)) actors.push(commit.events[0]!.meta.actor.id);
    expect(actors).toEqual(['ana', 'ana']);
  });

  it('says so when there is no such plan', async () => {
    await expect(plans.read('p9')).rejects.toMatchObject({ code: 'not-found' });
  });
});
