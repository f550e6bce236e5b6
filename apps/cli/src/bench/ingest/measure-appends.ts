import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openLog } from '../../events/local-log.js';
import { median } from '../machine.js';
import { benchEvents, openingSize, take } from './bench-events.js';
import { BENCH_ACTOR, doorOf, requestOf } from './bench-log.js';

/** What events go through: the door (JSON, parse, check, decide, append), or the log alone. */
export type Way = 'door' | 'log';

export interface AppendFigure {
  readonly way: Way;
  readonly batch: number;
  /** Durable events a second, the median of `runs`. */
  readonly perSecond: number;
  /** The same by seconds of processor time: what it would be on a machine that does nothing else. */
  readonly perCpuSecond: number;
  /** Milliseconds from a batch to its answer. */
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly runs: readonly number[];
}

export const BATCHES = [1, 10, 100, 1_000] as const;
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

/** Sends batch after batch, each when the one before was answered, and times them; making the events is not timed. */
export async function measureAppends(way: Way, batch: number, plan: AppendPlan): Promise<AppendFigure> {
  const runs: number[] = [];
  const perCpu: number[] = [];
  const latencies: number[] = [];
  for (let run = 0; run < plan.repeats; run++) {
    const { times, cpuSeconds } = await oneRun(way, batch, plan, join(plan.folder, `${way}-${batch}-${run}`));
    perCpu.push(Math.round((times.length * batch) / cpuSeconds));
    const seconds = times.reduce((sum, ms) => sum + ms, 0) / 1_000;
    runs.push(Math.round((times.length * batch) / seconds));
    latencies.push(...times);
  }
  const sorted = latencies.sort((a, b) => a - b);
  const at = (share: number): number => Number(sorted[Math.floor((sorted.length - 1) * share)]!.toFixed(2));
  return {
    way,
    batch,
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
  readonly cpuSeconds: number;
}

async function oneRun(way: Way, batch: number, plan: AppendPlan, dataDir: string): Promise<Run> {
  const accounts = Math.min(KNOWN_ACCOUNTS, plan.accounts);
  const events = benchEvents(accounts, accounts * 10);
  const store = await openLog({ dataDir });
  try {
    const door = doorOf(store);
    for (let left = openingSize(accounts); left > 0; left -= OPENING_BATCH)
      await door.ingestBatch(parsed(take(events, Math.min(OPENING_BATCH, left))), BENCH_ACTOR);
    let cpu = 0;
    const send = async (texts: readonly string[]): Promise<number> => {
      const requests = way === 'log' ? texts.map(requestOf) : [];
      const [began, used] = [performance.now(), process.cpuUsage()];
      if (way === 'log') await store.appendBatch(requests);
      else await door.ingestBatch(parsed(texts), BENCH_ACTOR);
      const { user, system } = process.cpuUsage(used);
      cpu += user + system;
      return performance.now() - began;
    };
    for (let warm = 0; warm < plan.seconds * WARM_MS_A_SECOND;) warm += await send(take(events, batch));
    const times: number[] = [];
    cpu = 0;
    for (let spent = 0; spent < plan.seconds * 1_000;) {
      const ms = await send(take(events, batch));
      times.push(ms);
      spent += ms;
    }
    return { times, cpuSeconds: cpu / 1e6 };
  } finally {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  }
}

function parsed(texts: readonly string[]): unknown[] {
  return texts.map((text) => JSON.parse(text) as unknown);
}
