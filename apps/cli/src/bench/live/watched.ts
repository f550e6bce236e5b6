import { setTimeout as sleep } from 'node:timers/promises';
import { type Percentiles, percentiles } from '../relay/stages.js';
import type { ProbedService } from './probed-service.js';

/** What somebody asked of the service, and how everybody else fared meanwhile. */
export interface WatchedFigure {
  readonly name: string;
  readonly seconds: number;
  /** The longest times in which the event loop did nothing else, ms. */
  readonly stalls: readonly number[];
  /** All but the longest thousandth of such times are at most as long, ms. */
  readonly stallP999: number;
  /** The longest in processor time of its thread: what others on the machine take does not count. */
  readonly busy: readonly number[];
  /** How long answers to small questions took, ms. */
  readonly answers: Percentiles;
}

export interface WatchOptions {
  /** The path of the next question; by default whether the service is there. */
  readonly question?: () => string;
  readonly token?: string;
}

const ASK_EVERY_MS = 20;
const STALLS_TOLD = 5;

/** Does `work` and asks the service small questions meanwhile, one every 20 ms. */
export async function watched<T>(
  service: ProbedService,
  work: () => Promise<T>,
  options: WatchOptions = {},
): Promise<Omit<WatchedFigure, 'name'> & { readonly result: T }> {
  await service.loop();
  const waits: number[] = [];
  const done = new AbortController();
  const asking = askOn(service.url, waits, done.signal, options);
  // Told when the work is done, which may be long after.
  asking.catch(() => undefined);
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1_000;
  const { stalls, stallP999, busy } = await service.loop();
  done.abort();
  await asking;
  return {
    result,
    seconds: Number(seconds.toFixed(2)),
    stalls: stalls.slice(0, STALLS_TOLD).map(Math.round),
    stallP999: Math.round(stallP999),
    busy: busy.slice(0, STALLS_TOLD).map(Math.round),
    answers: percentiles(waits),
  };
}

async function askOn(
  url: string,
  waits: number[],
  signal: AbortSignal,
  { question = () => '/health/live', token }: WatchOptions,
): Promise<void> {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  while (!signal.aborted) {
    const began = performance.now();
    const response = await fetch(`${url}${question()}`, { headers });
    await response.text();
    if (!response.ok) throw new Error(`${response.url} was answered with ${response.status}`);
    waits.push(performance.now() - began);
    await sleep(ASK_EVERY_MS);
  }
}
