import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore, LeaseTaken } from '@bailiwick/event-store';
import { openLog } from '../../support/open-log.js';
import { killServices } from '../../support/service.js';
import { eventOf, makeEvents } from '../territory/company-life.js';
import { Fleet, makesPlans } from './fleet.js';

/** Large enough that a plan takes all the time it may. */
const SIZE = { accounts: 900, csms: 30, aes: 12, seed: 7 };
const COMING = /^(account\.new|csm\.joined|ae\.joined)$/;
const DAY = '2026-10-01';
const JSON_BODY = { 'content-type': 'application/json' };

interface Progress {
  readonly stage: string;
  readonly phase: string | null;
}

describe('a plan that is made by one process and followed by another', () => {
  let folder: string;
  let fleet: Fleet;
  let store: EventStore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-plan-workers-'));
    const lines = (await makeEvents(folder, SIZE)).filter((line) => COMING.test(eventOf(line).type));
    fleet = new Fleet(join(folder, 'log'));
    await fleet.start('process', 'plan', 'plan');
    await fleet.client.sendLines(lines);
    store = await openLog(join(folder, 'log'));
  });

  afterAll(async () => {
    await killServices();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('is made by the next one when its maker dies, and proposed once, to who waits and who follows', async () => {
    const answered = request('taken-over', 10, { prefer: 'wait=60' });
    const following = followed('taken-over');
    const first = await makerOf('taken-over');
    await untilProgress('taken-over', ({ phase }) => phase !== null);
    expect((await fleet.ready(first)).roles['plan']).toEqual({ state: 'working', making: ['taken-over'] });
    await fleet.kill(first);
    await fleet.add('plan');

    expect(await answered).toBe(201);
    const told = await following;
    expect(told.at(-1)).toMatchObject({ planId: 'taken-over', stage: 'proposed' });
    expect(told.filter(({ phase }) => phase !== null).length).toBeGreaterThan(1);
    expect(await typesOf('plan-taken-over')).toEqual(['PlanRequested', 'PlanProposed']);
    const holders = await holdersOf('taken-over');
    expect(holders).toHaveLength(2);
    expect(holders[0]).toBe(first);
    expect(fleet.workers.has(holders[1]!)).toBe(true);
    expect(await fleet.client.get('/v1/plans/taken-over')).toMatchObject({ stage: 'proposed', asOf: DAY });
  });

  it('is no longer made when its request is taken back', async () => {
    await request('unwanted', 300);
    const maker = await makerOf('unwanted');
    await untilProgress('unwanted', ({ phase }) => phase !== null);
    const [status] = await fleet.client.post('/v1/plans/unwanted/cancel', {});
    expect(status).toBe(200);
    while ((await fleet.ready(maker)).roles['plan']?.state !== 'idle') await sleep(50);
    expect(await typesOf('plan-unwanted')).toEqual(['PlanRequested', 'PlanCancelled']);
  });

  it('is given back by a maker that is stopped, and made by the next one at once', async () => {
    await request('handed-over', 4);
    const maker = await makerOf('handed-over');
    const stopped = fleet.workers.get(maker)!;
    fleet.workers.delete(maker);
    expect(await stopped.stop()).toBe(0);
    expect(await fleet.which(makesPlans)).not.toBe(maker);
    await untilProgress('handed-over', ({ stage }) => stage !== 'requested');
    expect(await typesOf('plan-handed-over')).toEqual(['PlanRequested', 'PlanProposed']);
    expect(await typesOf('lease:plan:handed-over')).toEqual(['LeaseTaken', 'LeaseReleased', 'LeaseTaken']);
  });

  async function request(planId: string, timeLimitSeconds: number, headers = {}): Promise<number> {
    const [status] = await fleet.client.post(
      '/v1/plans',
      { planId, asOf: DAY, timeLimitSeconds, solver: 'highs' },
      headers,
    );
    return status;
  }

  async function makerOf(planId: string): Promise<string> {
    return fleet.which(({ roles }) => roles['plan']?.making?.includes(planId) === true);
  }

  async function untilProgress(planId: string, holds: (progress: Progress) => boolean): Promise<void> {
    for (;;) {
      const progress = (await fleet.client.get(`/v1/plans/${planId}/progress`)) as Progress;
      if (holds(progress)) return;
      await sleep(50);
    }
  }

  /** What a stream of progress says, from before the request until its end. */
  async function followed(planId: string): Promise<(Progress & { planId: string })[]> {
    for (;;) {
      const { status, text } = await fleet.client.call(`/v1/plans/${planId}/progress`, {
        headers: { ...JSON_BODY, accept: 'text/event-stream' },
      });
      if (status === 200)
        return [...text.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as never);
      await sleep(50);
    }
  }

  async function typesOf(stream: string): Promise<string[]> {
    const types: string[] = [];
    for await (const { events } of store.readStream(stream)) types.push(...events.map(({ type }) => type));
    return types;
  }

  async function holdersOf(planId: string): Promise<string[]> {
    const holders: string[] = [];
    for await (const { events } of store.readStream(`lease:plan:${planId}`))
      for (const { type, data } of events)
        if (type === 'LeaseTaken') holders.push((data as LeaseTaken).holder);
    return holders;
  }
});
