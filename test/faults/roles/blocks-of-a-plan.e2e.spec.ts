import type { LeaseTaken } from '@bailiwick/event-store';
import { describeWith } from '../../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../../support/servers.js';
import { DAY, PlanFleet } from './plan-fleet.js';

/** So many that a block lasts for a while. */
const ITERATIONS = 400_000;

interface BlockProgress {
  readonly stage: string;
  readonly by?: string;
}

interface Progress {
  readonly stage: string;
  readonly blocks?: readonly BlockProgress[];
}

interface Outcome {
  readonly status: string;
  readonly objective: number;
  readonly bound: number;
  readonly terms: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
}

describe('a plan whose blocks are solved by several processes', () => {
  describe('with their log in a folder', () => solvedByBlocks(() => undefined));

  describeWith(mongodb, 'with their log on MongoDB', () => {
    const servers = useServer('mongodb');
    solvedByBlocks(() => freshDatabase(servers.now()));
  });
});

function solvedByBlocks(mongodbUri: () => string | undefined): void {
  let fleet: PlanFleet;

  beforeAll(async () => {
    fleet = await PlanFleet.of(['process', 'plan', 'plan', 'plan'], mongodbUri());
  });

  afterAll(() => fleet.end());

  it('is made once when one of them dies at its block, which another takes over, and is the plan it would have been', async () => {
    await request('p');
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
    const takenOver = (await holdersOfBlocks('p')).flatMap((holders) =>
      holders.includes(helper) ? holders.slice(holders.lastIndexOf(helper) + 1) : [],
    );
    expect(takenOver.length).toBeGreaterThan(0);
    const plan = await outcomeOf('p');
    expect(plan.status).toMatch(/^(optimal|feasible)$/);
    expect(plan.counts['assigned']! + plan.counts['unassigned']!).toBe(plan.counts['accounts']);

    await request('undisturbed');
    await fleet.untilProgress<Progress>('undisturbed', ({ stage }) => stage !== 'requested');
    expect(await outcomeOf('undisturbed')).toEqual(plan);
  });

  /** Without a time limit: who waits for a block that somebody else has does not solve it without its lease. */
  async function request(planId: string): Promise<void> {
    const wanted = { planId, asOf: DAY, seed: 1, iterations: ITERATIONS, solver: 'highs' };
    expect((await fleet.client.post('/v1/plans', wanted))[0]).toBe(202);
  }

  /** What is to be the same whoever solves which block. */
  async function outcomeOf(planId: string): Promise<Outcome> {
    const { status, objective, bound, terms, counts } = (await fleet.client.get(
      `/v1/plans/${planId}`,
    )) as Outcome;
    return { status, objective, bound, terms, counts };
  }

  /** Who has claimed each block of a plan, one after the other. */
  async function holdersOfBlocks(planId: string): Promise<string[][]> {
    const holders = new Map<string, string[]>();
    for await (const { events } of fleet.store.readAll(0))
      for (const { type, data } of events) {
        const { name, holder } = data as LeaseTaken;
        if (type === 'LeaseTaken' && name.startsWith(`plan:${planId}:block:`))
          holders.set(name, [...(holders.get(name) ?? []), holder]);
      }
    return [...holders.values()];
  }
}
