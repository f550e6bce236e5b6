import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FeedEvent, readFeed, withoutRecording } from '../../support/feed.js';
import { LastingClient } from '../../support/lasting-client.js';
import { killServices } from '../../support/service.js';
import { eventOf, makeEvents } from './company-life.js';
import { withRestlessAccounts } from './hard-times.js';

const SEED = 5;
const SIZE = { accounts: 150, csms: 8, aes: 6, seed: SEED };
const LIMIT_MS = 300_000;

describe('18 months of a company', () => {
  let folder: string;
  let lines: readonly string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-import-'));
    lines = withRestlessAccounts(await makeEvents(folder, SIZE), SEED);
  }, LIMIT_MS);

  afterAll(async () => {
    await killServices();
    await rm(folder, { recursive: true, force: true });
  });

  it(
    'lead to the same tiers, imported in a moment or sent day by day',
    async () => {
      const atOnce = await tiersOf('at-once', [lines]);
      const dayByDay = await tiersOf('day-by-day', daysOf(lines));
      expect(atOnce.length).toBeGreaterThan(SIZE.accounts);
      expect(withoutRecording(dayByDay)).toEqual(withoutRecording(atOnce));
    },
    LIMIT_MS,
  );

  /** The tier decisions after parts of the events were sent, each after the one before was reacted to. */
  async function tiersOf(name: string, parts: Iterable<readonly string[]>): Promise<FeedEvent[]> {
    const client = new LastingClient(join(folder, name));
    await client.start();
    for (const part of parts) {
      await client.sendLines(part);
      await client.get('/v1/unplaced');
    }
    const feed = await readFeed(client.get);
    await client.stop();
    return feed.filter(({ type }) => type === 'tier.changed.v1');
  }
});

/** The lines in their order, cut where a new day begins; what comes in late belongs to the day on which it comes in. */
function* daysOf(lines: readonly string[]): Generator<string[]> {
  let day: string[] = [];
  let today = '';
  for (const line of lines) {
    const date = eventOf(line).time.slice(0, 10);
    if (date > today && day.length > 0) {
      yield day;
      day = [];
    }
    if (date > today) today = date;
    day.push(line);
  }
  yield day;
}
