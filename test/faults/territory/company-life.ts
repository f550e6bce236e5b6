import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { repository } from '../../support/cli.js';
import { type FeedEvent, readFeed, readPages, withoutRecording } from '../../support/feed.js';
import type { LastingClient } from '../../support/lasting-client.js';

export interface CompanySize {
  readonly accounts: number;
  readonly csms: number;
  readonly aes: number;
  readonly seed: number;
}

/** The lines of 18 months of events of a company made for the purpose, in the order in which they come in. */
export async function makeEvents(folder: string, size: CompanySize): Promise<string[]> {
  const sizes = Object.entries(size).flatMap(([name, n]) => [`--${name}`, String(n)]);
  const script = join(repository, 'scripts', 'samples.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, ...sizes, '--out', folder]);
  if (status !== 0) throw new Error(String(stderr));
  return readEvents(folder);
}

export async function readEvents(folder: string): Promise<string[]> {
  return (await readFile(join(folder, 'events.ndjson'), 'utf8')).trim().split('\n');
}

export interface SentEvent {
  readonly type: string;
  readonly time: string;
}

export const eventOf = (line: string): SentEvent => JSON.parse(line) as SentEvent;

/** What goes on when a service may be killed. */
export type Moment = 'stream' | 'react' | 'plan' | 'commit';

/** Called just before something begins. */
export type Disturb = (moment: Moment) => void;

const CHUNK = 100;

/**
 * Streams a company's events and, whenever a quarter begins, plans the whole book for that day, approves and commits.
 * @returns how long each sort of request took, ms
 */
export async function liveThrough(
  client: LastingClient,
  lines: readonly string[],
  disturb: Disturb = () => undefined,
): Promise<Record<Moment, number[]>> {
  const took: Record<Moment, number[]> = { stream: [], react: [], plan: [], commit: [] };
  const timed = async <T>(moment: Moment, work: () => Promise<T>): Promise<T> => {
    disturb(moment);
    const start = performance.now();
    const result = await work();
    took[moment].push(performance.now() - start);
    return result;
  };
  const quarters = quarterStarts(lines);
  for (const chunk of chunksOf(lines, quarters)) {
    const quarter = quarters.get(chunk[0]!);
    if (quarter !== undefined) {
      await timed('plan', () => makePlan(client, quarter));
      await post(client, `/v1/plans/${planIdOf(quarter)}/approve`, {}, 200);
      await timed('commit', () =>
        post(client, `/v1/plans/${planIdOf(quarter)}/commit`, { effectiveAt: quarter }, 200),
      );
    }
    await timed('stream', () => client.sendLines(chunk));
    // The process is still busy with the chunk while the next one is on its way.
    took.react.push(0);
    disturb('react');
  }
  await client.survived();
  return took;
}

export interface Outcome {
  /** Accounts as the service gives them. */
  readonly book: readonly Readonly<Record<string, unknown>>[];
  readonly unplaced: readonly unknown[];
  readonly plans: readonly Readonly<Record<string, unknown>>[];
  readonly feed: readonly FeedEvent[];
}

/** What came of it, once everything was reacted to. */
export async function outcomeOf({ get }: LastingClient): Promise<Outcome> {
  const unplaced = await readPages(get, '/v1/unplaced');
  const plans = await readPages<Record<string, unknown>>(get, '/v1/plans');
  return {
    unplaced,
    book: await readPages(get, '/v1/accounts'),
    plans: plans.map(({ position: _, changedAt: __, ...plan }) => plan),
    feed: await readFeed(get),
  };
}

/** The same book, plans and feed, but for positions and times of recording. */
export function expectSameOutcome(outcome: Outcome, expected: Outcome): void {
  expect(outcome.plans).toEqual(expected.plans);
  expect(outcome.unplaced).toEqual(expected.unplaced);
  expect(outcome.book).toEqual(expected.book);
  expect(withoutRecording(outcome.feed)).toEqual(withoutRecording(expected.feed));
}

async function makePlan(client: LastingClient, asOf: string): Promise<void> {
  const request = { planId: planIdOf(asOf), asOf, seed: 1, iterations: 20_000, solver: 'highs' };
  await post(client, '/v1/plans', request, 201, { prefer: 'wait=300' });
}

async function post(
  client: LastingClient,
  path: string,
  body: unknown,
  expected: number,
  headers: Record<string, string> = {},
): Promise<void> {
  const [status, answer] = await client.post(path, body, headers);
  if (status !== expected) throw new Error(`POST ${path}: ${status} ${JSON.stringify(answer)}`);
}

const planIdOf = (day: string): string => `q-${day.slice(0, 7)}`;

/** The first line of each quarter but the first, with the day on which that quarter starts. */
function quarterStarts(lines: readonly string[]): Map<string, string> {
  const starts = new Map<string, string>();
  let current = quarterOf(lines[0]!);
  for (const line of lines) {
    const quarter = quarterOf(line);
    if (quarter <= current) continue;
    current = quarter;
    starts.set(line, quarter);
  }
  return starts;
}

function quarterOf(line: string): string {
  const { time } = eventOf(line);
  const month = Math.floor((Number(time.slice(5, 7)) - 1) / 3) * 3 + 1;
  return `${time.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
}

/** A chunk ends before a quarter's first line, and after a retraction, which would be recorded last in any case. */
function* chunksOf(lines: readonly string[], quarters: ReadonlyMap<string, string>): Generator<string[]> {
  let chunk: string[] = [];
  for (const line of lines) {
    if (chunk.length > 0 && (quarters.has(line) || chunk.length === CHUNK)) {
      yield chunk;
      chunk = [];
    }
    chunk.push(line);
    if (eventOf(line).type !== 'event.retracted') continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
