import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventStore } from '@bailiwick/event-store';
import type { Lifecycle } from '@bailiwick/lifecycle';
import { openLog } from '../../events/local-log.js';
import { median } from '../machine.js';
import { benchEvents, openingSize, take } from './bench-events.js';
import { BENCH_ACTOR, doorOf, requestOf } from './bench-log.js';

/** What events go through: the door (JSON, parse, check, decide, append), or the log alone. */
export type Way = 'door' | 'log';

export interface AppendFigure {
  readonly way: Way;
  readonly batch: number;
  /** How many batches are under way at a time. */
  readonly underWay: number;
  /** Durable events a second, the median of `runs`. */
  readonly perSecond: number;
  /** The same by seconds of processor time: what it would be on a machine that does nothing else. */
  readonly perCpuSecond: number;
  /** Milliseconds from a batch to its answer. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly runs: readonly number[];
}

/** What is measured: one batch after the other, and some at a time, as somebody sends who does not wait for answers. */
export const SENDINGS: readonly Sending[] = [
  ...(['door', 'log'] as const).flatMap((way) =>
    [1, 10, 100, 1_000].map((batch) => ({ way, batch, underWay: 1 })),
  ),
  { way: 'door', batch: 100, underWay: 4 },
  { way: 'door', batch: 1_000, underWay: 4 },
  { way: 'log', batch: 1_000, underWay: 4 },
];

export type Sending = Pick<AppendFigure, 'way' | 'batch' | 'underWay'>;

/** Events that are made in advance where several batches are under way: in between, all of them come to an end. */
const STRETCH = 20_000;
/** The first batches load code and fill caches: so long, for each second that is measured, they do not count. */
const WARM_MS_A_SECOND = 300;
/** The log, and the door, know the accounts already that the events are about. */
const KNOWN_ACCOUNTS = 5_000;
const OPENING_BATCH = 1_000;

export interface AppendPlan {
  readonly folder: string;
  readonly seconds: number;
  readonly repeats: number;
  readonly accounts: number;
}

/** Sends batch after batch, each as soon as one before it was answered, and times them; making events is not timed. */
export async function measureAppends(sending: Sending, plan: AppendPlan): Promise<AppendFigure> {
  const runs: number[] = [];
  const perCpu: number[] = [];
  const latencies: number[] = [];
  for (let run = 0; run < plan.repeats; run++) {
    const name = `${sending.way}-${sending.batch}-${sending.underWay}-${run}`;
    const { times, seconds, cpuSeconds } = await oneRun(sending, plan, join(plan.folder, name));
    const events = times.length * sending.batch;
    perCpu.push(Math.round(events / cpuSeconds));
    runs.push(Math.round(events / seconds));
    latencies.push(...times);
  }
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(2));
  return {
    ...sending,
    perSecond: median(runs),
    perCpuSecond: median(perCpu),
    medianMs: at(0.5),
    p99Ms: at(0.99),
    runs,
  };
}

interface Run {
  /** Milliseconds of each batch. */
  readonly times: readonly number[];
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function oneRun(sending: Sending, plan: AppendPlan, dataDir: string): Promise<Run> {
  const { batch, underWay } = sending;
  const accounts = Math.min(KNOWN_ACCOUNTS, plan.accounts);
  const events = benchEvents(accounts, accounts * 10);
  const store = await openLog({ dataDir });
  try {
    const door = doorOf(store);
    for (let left = openingSize(accounts); left > 0; left -= OPENING_BATCH)
      await door.ingestBatch(parsed(take(events, Math.min(OPENING_BATCH, left))), BENCH_ACTOR);
    const batches = underWay === 1 ? 1 : STRETCH / batch;
    const send = async (ms: number): Promise<Run> => {
      const runs: Run[] = [];
      for (let spent = 0; spent < ms; spent += runs.at(-1)!.seconds * 1_000) {
        const stretch = Array.from({ length: batches }, () => take(events, batch));
        runs.push(await oneStretch(sending, stretch, { store, door }));
      }
      return together(runs);
    };
    await send(plan.seconds * WARM_MS_A_SECOND);
    return await send(plan.seconds * 1_000);
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** So many senders, each of which takes the next batch when its last was answered, until there is none. */
async function oneStretch(
  { way, underWay }: Sending,
  batches: readonly (readonly string[])[],
  { store, door }: { readonly store: EventStore; readonly door: Lifecycle },
): Promise<Run> {
  // What the log is told is made in advance; through the door that is what is measured.
  const prepared = batches.map((texts) => (way === 'log' ? texts.map(requestOf) : []));
  const times: number[] = [];
  let next = 0;
  const sender = async (): Promise<void> => {
    for (let i = next++; i < batches.length; i = next++) {
      const began = performance.now();
      if (way === 'log') await store.appendBatch(prepared[i]!);
      else await door.ingestBatch(parsed(batches[i]!), BENCH_ACTOR);
      times.push(performance.now() - began);
    }
  };
  const [began, used] = [performance.now(), process.cpuUsage()];
  await Promise.all(Array.from({ length: underWay }, sender));
  const { user, system } = process.cpuUsage(used);
  return { times, seconds: (performance.now() - began) / 1_000, cpuSeconds: (user + system) / 1e6 };
}

function together(runs: readonly Run[]): Run {
  const sum = (name: 'seconds' | 'cpuSeconds'): number => runs.reduce((total, run) => total + run[name], 0);
  return {
    times: runs.flatMap(({ times }) => times),
    seconds: sum('seconds'),
    cpuSeconds: sum('cpuSeconds'),
  };
}

function parsed(texts: readonly string[]): unknown[] {
  return texts.map((text) => JSON.parse(text) as unknown);
}
