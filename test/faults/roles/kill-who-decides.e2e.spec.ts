import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRng } from '@bailiwick/kernel';
import { LastingClient } from '../../support/lasting-client.js';
import { killServices } from '../../support/service.js';
import {
  expectSameOutcome,
  type Disturb,
  liveThrough,
  makeEvents,
  type Moment,
  type Outcome,
  outcomeOf,
} from '../territory/company-life.js';
import { withHardTimes } from '../territory/hard-times.js';
import { Fleet, placesAccounts } from './fleet.js';

const SIZE = { accounts: 60, csms: 6, aes: 4, seed: 3 };
const SEED = 23;
const LIMIT_MS = 300_000;
/** Which of the many moments of each sort are disturbed. */
const KILLS: Partial<Record<Moment, readonly number[]>> = { react: [3, 6], commit: [1, 3] };
const AT_MOST_MS = 150;

describe('18 months of a company, with its work spread over processes', () => {
  let folder: string;
  let fleet: Fleet;
  let alone: Outcome;
  let spread: Outcome;
  const killed: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-roles-'));
    const lines = withHardTimes(await makeEvents(folder, SIZE));
    fleet = new Fleet(join(folder, 'spread'));
    [alone, spread] = await Promise.all([livedAlone(lines), livedSpread(lines)]);
  }, LIMIT_MS);

  afterAll(async () => {
    await killServices();
    await rm(folder, { recursive: true, force: true });
  });

  it('had something to decide, and whoever decided was killed while it did', () => {
    expect(killed).toHaveLength(4);
    expect(new Set(killed).size).toBe(4);
    expect(alone.plans.filter(({ stage }) => stage === 'committed').length).toBeGreaterThanOrEqual(4);
  });

  it('comes to what one process alone comes to', () => {
    expectSameOutcome(spread, alone);
  });

  it('is told of by every process alike', async () => {
    const { head, process } = await fleet.ready(await fleet.which(placesAccounts));
    for (const name of fleet.workers.keys()) {
      const ready = await fleet.ready(name);
      expect(ready).toMatchObject({ head, process });
      expect(Object.keys(ready.roles)).toEqual([name.split('-')[0]]);
    }
    await fleet.stop();
  });

  async function livedAlone(lines: readonly string[]): Promise<Outcome> {
    const client = new LastingClient(join(folder, 'alone'));
    await client.start();
    await liveThrough(client, lines);
    const outcome = await outcomeOf(client);
    await client.stop();
    return outcome;
  }

  async function livedSpread(lines: readonly string[]): Promise<Outcome> {
    await fleet.start('process', 'process', 'plan');
    const { disturb, done } = killer();
    await liveThrough(fleet.client, lines, disturb);
    await done();
    return outcomeOf(fleet.client);
  }

  /** Kills whoever places accounts, at seeded times after some moments, and starts another process that stands by. */
  function killer(): { readonly disturb: Disturb; readonly done: () => Promise<void> } {
    const rng = seededRng(SEED);
    const begun = { stream: 0, react: 0, plan: 0, commit: 0 };
    let killing = Promise.resolve();
    const kill = async (ms: number): Promise<void> => {
      const holder = await fleet.which(placesAccounts);
      await new Promise((resolve) => setTimeout(resolve, ms));
      await fleet.kill(holder);
      killed.push(holder);
      await fleet.add('process');
    };
    return {
      disturb: (moment) => {
        if (!KILLS[moment]?.includes(begun[moment]++)) return;
        const ms = rng.next() * AT_MOST_MS;
        killing = killing.then(() => kill(ms));
        killing.catch(() => undefined);
      },
      done: () => killing,
    };
  }
});
