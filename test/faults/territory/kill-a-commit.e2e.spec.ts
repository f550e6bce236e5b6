import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@bailiwick/event-store';
import { seededRng } from '@bailiwick/kernel';
import { type FeedEvent, readFeed, withoutRecording } from '../../support/feed.js';
import { openLog } from '../../support/open-log.js';
import { killServices, type Service, startService } from '../../support/service.js';

const ACCOUNTS = 2_200;
const TEAM = 25;
const PLAN = '/v1/plans/new-team';
const SEED = 1;
const STEP_MS = 4;
const LIMIT_MS = 300_000;
const EVENT_TIME = { env: { BAILIWICK_TIME: 'events' } };

interface Outcome {
  readonly plan: Record<string, unknown>;
  readonly feed: readonly FeedEvent[];
  readonly moves: readonly FeedEvent[];
}

/** A plan that gives every account to somebody else: those who had them have all left. */
describe(`a commit of ${ACCOUNTS} moves`, () => {
  let folder: string;
  let store: EventStore;
  let undisturbed: Outcome;
  let killed: Outcome;
  let written: readonly number[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'bailiwick-commit-'));
    const [approved, other] = [join(folder, 'a'), join(folder, 'b')];
    await approvePlan(approved);
    await cp(approved, other, { recursive: true });
    store = await openLog(other);
    [undisturbed, { killed, written }] = await Promise.all([commit(approved), commitKilled(other, store)]);
  }, LIMIT_MS);

  afterAll(async () => {
    await killServices();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('moves every account once', () => {
    const { plan, moves } = undisturbed;
    expect(plan).toMatchObject({ stage: 'committed', committed: { applied: ACCOUNTS, dropped: 0 } });
    expect(new Set(moves.map(({ subject }) => subject)).size).toBe(ACCOUNTS);
  });

  it('is gone on with by itself after kill -9, as if nothing had happened', async () => {
    expect(written.filter((commits) => commits > 100 && commits < ACCOUNTS).length).toBeGreaterThan(0);
    expect(killed.moves).toHaveLength(ACCOUNTS);
    expect(killed.plan).toEqual(undisturbed.plan);
    expect(withoutRecording(killed.feed)).toEqual(withoutRecording(undisturbed.feed));
    expect(await store.verifyChain()).toMatchObject({ ok: true });
  });

  it('is on the feed once, and counts each account up without a gap', () => {
    expect(new Set(killed.feed.map(({ id }) => id)).size).toBe(killed.feed.length);
    expect(countedUp(killed.feed)).toBe(2 * ACCOUNTS);
  });
});

/** A company whose every account is owned by somebody who has left, and an approved plan. */
async function approvePlan(dataDir: string): Promise<void> {
  const service = await startService(dataDir, [], EVENT_TIME);
  await post(service, '/v1/events', company(), 'application/cloudevents-batch+json');
  await post(service, '/v1/plans', {
    planId: 'new-team',
    asOf: '2026-03-01',
    seed: 1,
    iterations: 1_000,
    timeLimitSeconds: 5,
  });
  await post(service, `${PLAN}/approve`, {});
  await service.stop();
}

async function commit(dataDir: string): Promise<Outcome> {
  const service = await startService(dataDir, [], EVENT_TIME);
  await requestCommit(service);
  return outcomeOf(service);
}

/** Asks once for the commit. @returns also how many commits were in the log at each death since then */
async function commitKilled(
  dataDir: string,
  store: EventStore,
): Promise<{ readonly killed: Outcome; readonly written: readonly number[] }> {
  const { position: start } = await store.head();
  const written: number[] = [];
  // As soon as the request is there; with a part of the moves written; as soon as the next one has claimed the work.
  const moments = [() => 2, () => 100 + seededRng(SEED).int(1_800), () => written.at(-1)! + 1];
  for (const [life, commits] of moments.entries()) {
    const child = await new Promise<ChildProcess>((spawned) => {
      const living = startService(dataDir, [], { ...EVENT_TIME, spawned });
      living.then((service) => (life === 0 ? requestCommit(service) : undefined)).catch(() => undefined);
    });
    await stepTo(child, store, start + commits());
    child.kill('SIGKILL');
    await once(child, 'exit');
    written.push((await store.head()).position - start);
  }
  const service = await startService(dataDir, [], EVENT_TIME);
  return { killed: await outcomeOf(service), written };
}

/** Lets a process go on in small steps, until it has written up to a position; then it is left standing. */
async function stepTo(child: ChildProcess, store: EventStore, position: number): Promise<void> {
  while ((await store.head()).position < position) {
    child.kill('SIGCONT');
    await sleep(STEP_MS);
    child.kill('SIGSTOP');
  }
}

async function requestCommit(service: Service): Promise<unknown> {
  return post(service, `${PLAN}/commit`, { effectiveAt: '2026-03-01T00:00:00Z' });
}

async function outcomeOf(service: Service): Promise<Outcome> {
  const get = async (path: string): Promise<unknown> => (await service.call(path)).json();
  // Answered when everything was reacted to.
  expect(await get('/v1/unplaced')).toMatchObject({ items: [] });
  const { changedAt: _, ...plan } = (await get(PLAN)) as Record<string, unknown>;
  const feed = await readFeed(get);
  const moves = feed.filter(({ data }) => (data['reason'] as { code?: string } | undefined)?.code === 'plan');
  return { plan, feed, moves };
}

/** @returns the number of changes of territory, of which each account's count up from 1 */
function countedUp(feed: readonly FeedEvent[]): number {
  const versions = new Map<string, number>();
  let count = 0;
  for (const { type, subject, data } of feed) {
    if (type !== 'territory.changed.v1') continue;
    const next = (versions.get(subject) ?? 0) + 1;
    expect([subject, data['ownershipVersion']]).toEqual([subject, next]);
    versions.set(subject, next);
    count++;
  }
  return count;
}

async function post(
  service: Service,
  path: string,
  body: unknown,
  type = 'application/json',
): Promise<unknown> {
  const headers = { 'content-type': type, prefer: 'wait=300' };
  const response = await service.call(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${JSON.stringify(answer)}`);
  return answer;
}

function company(): unknown[] {
  const team = Array.from({ length: TEAM }, (_, i) => i);
  const joined = (csmId: string): unknown =>
    event('2026-01-01', 'csm.joined', csmId, { csmId, name: `Person ${csmId}`, capacityHours: 1_000 });
  return [
    ...team.flatMap((i) => [
      joined(`old${i}`),
      event('2026-01-02', 'csm.departed', `old${i}`, { csmId: `old${i}`, lastDay: '2026-01-31' }),
    ]),
    ...Array.from({ length: ACCOUNTS }, (_, i) => {
      const accountId = `A${String(i).padStart(4, '0')}`;
      const data = { accountId, name: accountId, arr: 60_000 + (i % 100) * 100, csmId: `old${i % TEAM}` };
      return event('2026-02-02', 'account.new', accountId, data);
    }),
    ...team.map((i) => joined(`new${i}`)),
  ];
}

function event(day: string, type: string, subject: string, data: Record<string, unknown>): unknown {
  const time = `${day}T09:00:00.000Z`;
  return { specversion: '1.0', source: '/test', id: `${type} ${subject}`, type, subject, time, data };
}
