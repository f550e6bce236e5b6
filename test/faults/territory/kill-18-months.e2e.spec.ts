import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Rng, seededRng } from '@bailiwick/kernel';
import { type FeedEvent, readFeed } from '../../support/feed.js';
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
  readEvents,
} from './company-life.js';
import { withHardTimes } from './hard-times.js';

/** A folder with an events.ndjson to live through instead of the small company, e.g. samples/company. */
const FOLDER = process.env['BAILIWICK_LIFE_OF'];
const SIZE = { accounts: 300, csms: 12, aes: 8, seed: 3 };
const LIMIT_MS = FOLDER === undefined ? 300_000 : 3_600_000;
const SEED = 11;

/** How often each moment is disturbed. A process that reacts dies twice: again while it catches up. */
const KILLS: Record<Moment, number> = { stream: 2, react: 2, plan: 3, commit: 3 };
const REACTING_MS = 150;
const CATCHING_UP_MS = 600;

describe('18 months of a company, planned and committed every quarter', () => {
  let folder: string;
  let client: LastingClient;
  let undisturbed: Outcome;
  let killed: Outcome;
  let victim: LastingClient;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-18-months-'));
    const lines =
      FOLDER === undefined ? withHardTimes(await makeEvents(folder, SIZE)) : await readEvents(FOLDER);
    client = new LastingClient(join(folder, 'undisturbed'));
    await client.start();
    const took = await liveThrough(client, lines);
    undisturbed = await outcomeOf(client);

    victim = new LastingClient(join(folder, 'killed'));
    await victim.start();
    await liveThrough(victim, lines, killerOf(victim, took));
    killed = await outcomeOf(victim);
    await victim.stop();
  }, LIMIT_MS);

  afterAll(async () => {
    await killServices();
    await rm(folder, { recursive: true, force: true });
  });

  it('had something to decide, and was killed while it did', () => {
    expect(victim.kills).toBeGreaterThanOrEqual(10);
    expect(victim.broken.length).toBeGreaterThan(2);
    expect(undisturbed.plans.filter(({ stage }) => stage === 'committed').length).toBeGreaterThanOrEqual(4);
    expect(undisturbed.unplaced).not.toEqual([]);
    // The shipped company has nobody whose cover ends within its months.
    const ended = FOLDER === undefined ? ['cover-ended'] : [];
    expect(reasonsOn(undisturbed.feed)).toEqual(
      expect.arrayContaining(['new-account', 'plan', 'cover', ...ended]),
    );
  });

  it('comes to the same when it is killed again and again', () => {
    expectSameOutcome(killed, undisturbed);
  });

  it('tells who owns what to anybody who reads the feed from its start', async () => {
    const { feed, book } = undisturbed;
    expect(new Set(feed.map(({ id }) => id)).size).toBe(feed.length);
    expect(await readFeed(client.get, 7)).toEqual(feed);
    const owners = ownersBy(feed);
    expect(
      book.map(({ accountId, csmId = null, actingCsmId = null, ownershipVersion }) => [
        accountId,
        { owner: csmId, acting: actingCsmId, ownershipVersion },
      ]),
    ).toEqual(book.map(({ accountId }) => [accountId, owners.get(String(accountId)) ?? NOBODY]));
    for (const [accountId, owner] of owners)
      expect(ownerOf(await client.get(`/v1/accounts/${accountId}/owner`))).toEqual(owner);
  });
});

function reasonsOn(feed: readonly FeedEvent[]): unknown[] {
  const changes = feed.filter(({ type }) => type === 'territory.changed.v1');
  return [...new Set(changes.map(({ data }) => (data['reason'] as { code: string }).code))];
}

interface Owner {
  readonly owner: unknown;
  readonly acting: unknown;
  readonly ownershipVersion: number;
}

const NOBODY: Owner = { owner: null, acting: null, ownershipVersion: 0 };

/** The table of owners as a reader of the feed keeps it, who sees that nothing is missing. */
function ownersBy(feed: readonly FeedEvent[]): Map<string, Owner> {
  const owners = new Map<string, Owner>();
  for (const { type, data } of feed) {
    if (type !== 'territory.changed.v1') continue;
    const accountId = String(data['accountId']);
    const owner = ownerOf({ ...data, owner: data['to'] });
    const before = owners.get(accountId) ?? NOBODY;
    expect([accountId, owner.ownershipVersion]).toEqual([accountId, before.ownershipVersion + 1]);
    owners.set(accountId, owner);
  }
  return owners;
}

function ownerOf(answer: unknown): Owner {
  const { owner, acting, ownershipVersion } = answer as Record<'owner' | 'acting', { csmId: string } | null> &
    Pick<Owner, 'ownershipVersion'>;
  return { owner: owner?.csmId ?? null, acting: acting?.csmId ?? null, ownershipVersion };
}

/** Kills at seeded moments of the time that such a request took without. */
function killerOf(client: LastingClient, took: Record<Moment, number[]>): Disturb {
  const rng = seededRng(SEED);
  const chosen = new Map<Moment, Set<number>>();
  for (const [moment, durations] of Object.entries(took) as [Moment, number[]][])
    chosen.set(moment, someOf(KILLS[moment], durations.length, rng));
  const begun: Record<Moment, number> = { stream: 0, react: 0, plan: 0, commit: 0 };
  return (moment) => {
    const index = begun[moment]++;
    if (!chosen.get(moment)!.has(index)) return;
    client.killIn(rng.next() * (moment === 'react' ? REACTING_MS : took[moment][index]!));
    if (moment === 'react') client.killIn(rng.next() * CATCHING_UP_MS);
  };
}

function someOf(count: number, n: number, rng: Rng): Set<number> {
  const some = new Set<number>();
  while (some.size < Math.min(count, n)) some.add(rng.int(n));
  return some;
}
