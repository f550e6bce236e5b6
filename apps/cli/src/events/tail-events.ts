import { setTimeout as sleep } from 'node:timers/promises';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { ApiError } from '../client/api-error.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { untilInterrupted } from '../interrupted.js';
import { UnreachableError } from '../client/unreachable.js';
import { lineSink, type LineSink } from '../line-sink.js';
import { type FeedEvent, lineOf, PAGE, type PageOfFeed } from './feed-lines.js';

export interface TailFlags extends ServerFlags {
  readonly after?: number;
  readonly type?: string;
  readonly follow: boolean;
}

const WAIT_SECONDS = 30;
/** Without `--after`: so many events, looked for among so many last commits. */
const LAST_EVENTS = 10;
const LAST_COMMITS = 1_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

/** `events tail`: prints the feed to its end, and with `--follow` goes on until it is interrupted. */
export async function tailEvents(flags: TailFlags, io: CliIo): Promise<ExitCode> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const sink = await lineSink(io, undefined);
  const { after, follow, type } = flags;
  let reached = after ?? (await head(client));
  if (after !== undefined) reached = await toTheEnd(client, after, type, (events) => print(sink, events));
  else if (!follow) await printLast(client, reached, type, sink);
  if (follow) await goOn(client, reached, type, sink, io);
  return EXIT.done;
}

async function head(client: ApiClient): Promise<number> {
  return (await client.get<{ head: number }>('/health/ready')).head;
}

async function print(sink: LineSink, events: readonly FeedEvent[]): Promise<void> {
  if (events.length > 0) await sink.write(events.map(lineOf).join(''));
}

async function printLast(
  client: ApiClient,
  end: number,
  type: string | undefined,
  sink: LineSink,
): Promise<void> {
  let last: FeedEvent[] = [];
  await toTheEnd(client, Math.max(0, end - LAST_COMMITS), type, (events) => {
    last = [...last, ...events].slice(-LAST_EVENTS);
    return Promise.resolve();
  });
  await print(sink, last);
}

/** @returns the position reached */
async function toTheEnd(
  client: ApiClient,
  start: number,
  type: string | undefined,
  take: (events: readonly FeedEvent[]) => Promise<void>,
): Promise<number> {
  for (let after = start; ;) {
    const { events, next }: PageOfFeed = await client.get('/v1/feed', { after, limit: PAGE, type });
    await take(events);
    if (next === after) return after;
    after = next;
  }
}

/** Long polls; while the service is away, asks again with longer and longer pauses. */
async function goOn(
  client: ApiClient,
  start: number,
  type: string | undefined,
  sink: LineSink,
  io: CliIo,
): Promise<void> {
  const signal = untilInterrupted();
  let after = start;
  let pause = 0;
  while (!signal.aborted) {
    try {
      const query = { after, limit: PAGE, type, wait: WAIT_SECONDS };
      const page: PageOfFeed = await client.get('/v1/feed', query, signal);
      if (pause > 0) io.stderr('the service is back\n');
      pause = 0;
      await print(sink, page.events);
      after = page.next;
    } catch (error) {
      if (signal.aborted) return;
      if (!isPassing(error)) throw error;
      if (pause === 0) io.stderr('the service is away; trying again …\n');
      pause = Math.min(LONGEST_PAUSE_MS, Math.max(FIRST_PAUSE_MS, pause * 2));
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && error.status >= 502);
}
