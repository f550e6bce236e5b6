import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LastingClient } from '../../support/lasting-client.js';
import { describeWith } from '../../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../../support/servers.js';
import { killServices } from '../../support/service.js';
import {
  expectSameOutcome,
  eventOf,
  liveThrough,
  makeEvents,
  type Moment,
  type Outcome,
  outcomeOf,
} from '../territory/company-life.js';
import { Fleet, makesPlans, placesAccounts } from './fleet.js';

const SIZE = { accounts: 40, csms: 6, aes: 3, seed: 9 };
const UNTIL = '2025-10-15';
const LIMIT_MS = 300_000;

describeWith(mongodb, 'a company on MongoDB, with its work spread over processes', () => {
  const servers = useServer('mongodb');
  let folder: string;

  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'bailiwick-roles-mongodb-'))));

  afterAll(async () => {
    await killServices();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'comes to what one process comes to on files, also when whoever works is killed',
    async () => {
      const lines = (await makeEvents(folder, SIZE)).filter((line) => eventOf(line).time < UNTIL);
      const alone = new LastingClient(join(folder, 'alone'));
      await alone.start();
      const fleet = new Fleet(join(folder, 'spread'), { MONGODB_URI: freshDatabase(servers.now()) });
      await fleet.start('process', 'process', 'plan', 'plan');
      const [expected, { outcome, kills }] = await Promise.all([
        lived(alone, lines),
        livedSpread(fleet, lines),
      ]);

      expect(kills).toEqual([expect.stringContaining('process'), expect.stringContaining('plan')]);
      expect(expected.plans.map(({ stage }) => stage)).toEqual(['committed', 'committed']);
      expectSameOutcome(outcome, expected);
      await Promise.all([alone.stop(), fleet.stop()]);
    },
    LIMIT_MS,
  );
});

async function lived(client: LastingClient, lines: readonly string[]): Promise<Outcome> {
  await liveThrough(client, lines);
  return outcomeOf(client);
}

/** Whoever places accounts is killed while events come in, and whoever makes a plan while it is made. */
async function livedSpread(
  fleet: Fleet,
  lines: readonly string[],
): Promise<{ readonly outcome: Outcome; readonly kills: readonly string[] }> {
  const kills: string[] = [];
  const killing: Promise<void>[] = [];
  const seen: Partial<Record<Moment, number>> = {};
  const kill = async (which: typeof makesPlans): Promise<void> => {
    const victim = await fleet.which(which);
    await fleet.kill(victim);
    kills.push(victim);
  };
  await liveThrough(fleet.client, lines, (moment) => {
    seen[moment] = (seen[moment] ?? 0) + 1;
    if (moment === 'stream' && seen.stream === 2) killing.push(kill(placesAccounts));
    if (moment === 'plan' && seen.plan === 2) killing.push(kill(makesPlans));
  });
  await Promise.all(killing);
  return { outcome: await outcomeOf(fleet.client), kills };
}
