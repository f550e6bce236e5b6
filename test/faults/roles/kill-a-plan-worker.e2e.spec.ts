import { setTimeout as sleep } from 'node:timers/promises';
import type { LeaseTaken } from '@bailiwick/event-store';
import { describeWith } from '../../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../../support/servers.js';
import { makesPlans } from './fleet.js';
import { DAY, PlanFleet } from './plan-fleet.js';

const JSON_BODY = { 'content-type': 'application/json' };

interface Progress {
  readonly stage: string;
  readonly phase: string | null;
}

describe('a plan that is made by one process and followed by another', () => {
  describe('with their log in a folder', () => madeByAnother(() => undefined));

  describeWith(mongodb, 'with their log on MongoDB', () => {
    const servers = useServer('mongodb');
    madeByAnother(() => freshDatabase(servers.now()));
  });
});

function madeByAnother(mongodbUri: () => string | undefined): void {
  let fleet: PlanFleet;

  beforeAll(async () => {
    fleet = await PlanFleet.of(['process', 'plan', 'plan'], mongodbUri());
  });

  afterAll(() => fleet.end());

  it('is made by the next one when its maker dies, and proposed once, to who waits and who follows', async () => {
    const answered = request('taken-over', 10, { prefer: 'wait=60' });
    const following = followed('taken-over');
    const first = await makerOf('taken-over');
    await fleet.untilProgress<Progress>('taken-over', ({ phase }) => phase !== null);
    expect((await fleet.ready(first)).roles['plan']).toEqual({ state: 'working', making: ['taken-over'] });
    await fleet.kill(first);
    await fleet.add('plan');

    expect(await answered).toBe(201);
    const told = await following;
    expect(told.at(-1)).toMatchObject({ planId: 'taken-over', stage: 'proposed' });
    expect(told.filter(({ phase }) => phase !== null).length).toBeGreaterThan(1);
    expect(await fleet.typesOf('plan-taken-over')).toEqual(['PlanRequested', 'PlanProposed']);
    const holders = await holdersOf('taken-over');
    expect(holders).toHaveLength(2);
    expect(holders[0]).toBe(first);
    expect(fleet.workers.has(holders[1]!)).toBe(true);
    expect(await fleet.client.get('/v1/plans/taken-over')).toMatchObject({ stage: 'proposed', asOf: DAY });
  });

  it('is no longer made when its request is taken back', async () => {
    await request('unwanted', 300);
    const maker = await makerOf('unwanted');
    await fleet.untilProgress<Progress>('unwanted', ({ phase }) => phase !== null);
    const [status] = await fleet.client.post('/v1/plans/unwanted/cancel', {});
    expect(status).toBe(200);
    while ((await fleet.ready(maker)).roles['plan']?.state !== 'idle') await sleep(50);
    expect(await fleet.typesOf('plan-unwanted')).toEqual(['PlanRequested', 'PlanCancelled']);
  });

  it('is given back by a maker that is stopped, and made by the next one at once', async () => {
    await request('handed-over', 4);
    const maker = await makerOf('handed-over');
    const stopped = fleet.workers.get(maker)!;
    fleet.workers.delete(maker);
    expect(await stopped.stop()).toBe(0);
    expect(await fleet.which(makesPlans)).not.toBe(maker);
    await fleet.untilProgress<Progress>('handed-over', ({ stage }) => stage !== 'requested');
    expect(await fleet.typesOf('plan-handed-over')).toEqual(['PlanRequested', 'PlanProposed']);
    expect(await fleet.typesOf('lease:plan:handed-over')).toEqual([
      'LeaseTaken',
      'LeaseReleased',
      'LeaseTaken',
    ]);
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

  async function holdersOf(planId: string): Promise<string[]> {
    const holders: string[] = [];
    for await (const { events } of fleet.store.readStream(`lease:plan:${planId}`))
      for (const { type, data } of events)
        if (type === 'LeaseTaken') holders.push((data as LeaseTaken).holder);
    return holders;
  }
}
