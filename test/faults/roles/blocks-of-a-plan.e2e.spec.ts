import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, LeaseTaken } from '@bailiwick/event-store';
import { openLog } from '../../support/open-log.js';
import { killServices } from '../../support/service.js';
import { eventOf, makeEvents } from '../territory/company-life.js';
import { Fleet } from './fleet.js';

/** Large enough to fall apart into blocks of some size: regions, named and pooled. */
const SIZE = { accounts: 900, csms: 30, aes: 12, seed: 7 };
const COMING = /^(account\.new|csm\.joined|ae\.joined)$/;
const DAY = '2026-10-01';

interface BlockProgress {
  readonly stage: string;
  readonly by?: string;
}

interface Progress {
  readonly stage: string;
  readonly blocks?: readonly BlockProgress[];
}

describe('a plan whose blocks are solved by several processes', () => {
  let folder: string;
  let fleet: Fleet;
  let store: EventStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-plan-blocks-'));
    const lines = (await makeEvents(folder, SIZE)).filter((line) => COMING.test(eventOf(line).type));
    fleet = new Fleet(join(folder, 'log'));
    await fleet.start('process', 'plan', 'plan', 'plan');
    await fleet.client.sendLines(lines);
    store = await openLog(join(folder, 'log'));
  });

  afterAll(async () => {
    await killServices();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is made once when one of them dies at its block, and tells who solves what', async () => {
    const wanted = { planId: 'p', asOf: DAY, timeLimitSeconds: 12, solver: 'highs' };
    expect((await fleet.client.post('/v1/plans', wanted))[0]).toBe(202);
    const helper = await fleet.which(({ roles }) => roles['plan']?.helping === 'p');
    const shared = await untilProgress(({ blocks }) => blocks?.some(({ by }) => by === helper) === true);
    expect(shared.blocks!.filter(({ by }) => by === helper)).toEqual([
      expect.objectContaining({ stage: expect.stringMatching(/search|prove/) as string }),
    ]);
    await fleet.kill(helper);
    await untilProgress(({ stage }) => stage !== 'requested');

    expect(await typesOf('plan-p')).toEqual(['PlanRequested', 'PlanProposed']);
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

  async function untilProgress(holds: (progress: Progress) => boolean): Promise<Progress> {
    for (;;) {
      const progress = (await fleet.client.get('/v1/plans/p/progress')) as Progress;
      if (holds(progress)) return progress;
      await sleep(50);
    }
  }

  async function typesOf(stream: string): Promise<string[]> {
    const types: string[] = [];
    for await (const { events } of store.readStream(stream)) types.push(...events.map(({ type }) => type));
    return types;
  }

  /** Whoever has claimed a block. */
  async function holdersOfBlocks(): Promise<Set<string>> {
    const holders = new Set<string>();
    for await (const { events } of store.readAll(0))
      for (const { type, data } of events) {
        const { name, holder } = data as LeaseTaken;
        if (type === 'LeaseTaken' && name.startsWith('plan:p:block:')) holders.add(holder);
      }
    return holders;
  }
});
