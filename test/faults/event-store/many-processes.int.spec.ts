import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  everyEventAsStored,
  openEmbeddedEventStore,
  type Commit,
  type EventStore,
} from '@bailiwick/event-store';
import { Child } from './child.js';

let dataDir: string;
let store: EventStore;
let ids = 0;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'processes-'));
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  const source = { next: () => `parent-${++ids}` };
  store = await openEmbeddedEventStore({
    dataDir,
    clock,
    ids: source,
    registry: everyEventAsStored,
    pollMs: 5,
  });
});

afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Runs one process for each kind of work, all at the same time. @returns how long each one's appends took, in ms */
async function run(kinds: readonly string[], meanwhile?: () => Promise<void>): Promise<readonly number[][]> {
  const children = kinds.map((kind, i) => new Child('appender.child.mjs', dataDir, `p${i}`, kind));
  await Promise.all(children.map((child) => child.told('ready')));
  for (const child of children) child.go();
  await meanwhile?.();
  const ends = await Promise.all(children.map((child) => child.ended));
  return ends.map(({ lines }) => JSON.parse(lines.at(-1)!) as number[]);
}

function range(to: number): number[] {
  return Array.from({ length: to }, (_, i) => i + 1);
}

test('four processes on one store: none starves, positions are dense, every reader sees each commit once in order', async () => {
  const seen: Record<string, number[]> = { early: [], late: [] };
  const see =
    (reader: string) =>
    ({ position }: Commit): void =>
      void seen[reader]!.push(position);
  const early = store.subscribe('early', see('early'));
  const times = await run(['greedy', 'singles', 'singles', 'singles'], async () => {
    await sleep(100);
    await store.subscribe('late', see('late')).caughtUp();
  });
  const commits = 15 * 400 + 3 * 150;
  await early.caughtUp();
  while (seen['late']!.length < commits) await sleep(5);
  expect(seen['early']).toEqual(range(commits));
  expect(seen['late']).toEqual(range(commits));
  expect(await store.verifyChain()).toMatchObject({ ok: true, commits });
  for (const process of times) {
    const sorted = [...process].sort((a, b) => a - b);
    expect(sorted[Math.ceil(sorted.length * 0.99) - 1]).toBeLessThanOrEqual(2_000);
  }
}, 120_000);

test('four processes on one stream: one winner for each version', async () => {
  await run(['contested', 'contested', 'contested', 'contested']);
  const versions: number[] = [];
  const winners = new Set<string>();
  for await (const commit of store.readStream('shared')) {
    versions.push(commit.from);
    winners.add(commit.key);
  }
  expect(versions).toEqual(range(100));
  expect(winners.size).toBe(100);
}, 120_000);
