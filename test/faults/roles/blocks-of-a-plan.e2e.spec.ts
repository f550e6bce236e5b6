import type { LeaseTaken } from '@bailiwick/event-store';
import { DAY, PlanFleet } from './plan-fleet.js';

interface BlockProgress {
  readonly stage: string;
  readonly by?: string;
}

interface Progress {
  readonly stage: string;
  readonly blocks?: readonly BlockProgress[];
}

describe('a plan whose blocks are solved by several processes', () => {
  let fleet: PlanFleet;

  beforeAll(async () => {
    fleet = await PlanFleet.of('process', 'plan', 'plan', 'plan');
  });

  afterAll(() => fleet.end());

  it('is made once when one of them dies at its block, and tells who solves what', async () => {
    const wanted = { planId: 'p', asOf: DAY, timeLimitSeconds: 12, solver: 'highs' };
    expect((await fleet.client.post('/v1/plans', wanted))[0]).toBe(202);
    const helper = await fleet.which(({ roles }) => roles['plan']?.helping === 'p');
    const shared = await fleet.untilProgress<Progress>(
      'p',
      ({ blocks }) => blocks?.some(({ by }) => by === helper) === true,
    );
    expect(shared.blocks!.filter(({ by }) => by === helper)).toEqual([
      expect.objectContaining({ stage: expect.stringMatching(/search|prove/) as string }),
    ]);
    await fleet.kill(helper);
    await fleet.untilProgress<Progress>('p', ({ stage }) => stage !== 'requested');

    expect(await fleet.typesOf('plan-p')).toEqual(['PlanRequested', 'PlanProposed']);
    const plan = (await fleet.client.get('/v1/plans/p')) as {
      status: string;
      counts: Record<string, number>;
    };
    expect(plan.status).toMatch(/^(optimal|feasible)$/);
    expect(plan.counts['assigned']! + plan.counts['unassigned']!).toBe(plan.counts['accounts']);
    const holders = await holdersOfBlocks();
    expect(holders).toContain(helper);
    expect(holders.size).toBeGreaterThan(1);
  });

  /** Whoever has claimed a block. */
  async function holdersOfBlocks(): Promise<Set<string>> {
    const holders = new Set<string>();
    for await (const { events } of fleet.store.readAll(0))
      for (const { type, data } of events) {
        const { name, holder } = data as LeaseTaken;
        if (type === 'LeaseTaken' && name.startsWith('plan:p:block:')) holders.add(holder);
      }
    return holders;
  }
});
