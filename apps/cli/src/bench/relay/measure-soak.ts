import { once } from 'node:events';
import { recordOf } from './bench-kafka.js';
import { type BenchService } from './bench-service.js';
import { type Setting, take, untilAtRest, untilRead } from './measure-relay.js';
import type { MemoryReport } from './memory-probe.js';
import type { MixedEvent } from './mixed-events.js';

/** What the service held when so many events had gone through. */
export interface MemorySample {
  readonly events: number;
  readonly seconds: number;
  /** Resident, with all threads, before garbage was collected: at most since the sample before, and then. */
  readonly rssPeakMb: number;
  readonly rssMb: number;
  /** Of the main thread, after garbage was collected. */
  readonly heapMb: number;
  /** What its objects hold outside of the heap, likewise. */
  readonly externalMb: number;
}

const CHUNK = 1_000;
const MB = 2 ** 20;

/** The module that a service has to be started with for its memory to be asked for. */
export const MEMORY_PROBE = new URL('./memory-probe.js', import.meta.url).href;

/**
 * Streams events through the service, so many between two looks at its memory; whatever a leg of them led to was
 * decided and read from Kafka before the look.
 * @param placed the type of event that leads to a change of territory each time
 */
export async function measureSoak(
  setting: Setting,
  events: Iterator<MixedEvent>,
  { total, leg, placed }: { readonly total: number; readonly leg: number; readonly placed: string },
  seen: (sample: MemorySample) => void,
): Promise<MemorySample[]> {
  const began = performance.now();
  const samples: MemorySample[] = [];
  for (let sent = 0; sent < total;) {
    const count = Math.min(leg, total - sent);
    const rssPeakMb = await stream(setting, events, count, placed);
    sent += count;
    const seconds = Math.round((performance.now() - began) / 1_000);
    const sample = { events: sent, seconds, rssPeakMb, ...(await memoryOf(setting.service)) };
    samples.push(sample);
    seen(sample);
  }
  return samples;
}

/** @returns the most memory that was resident meanwhile, MB */
async function stream(
  setting: Setting,
  events: Iterator<MixedEvent>,
  count: number,
  placed: string,
): Promise<number> {
  const expected: string[] = [];
  let rssPeakMb = 0;
  const look = (mb: number): void => void (rssPeakMb = Math.max(rssPeakMb, mb));
  for (let sent = 0; sent < count; sent += CHUNK) {
    const chunk = take(events, Math.min(CHUNK, count - sent));
    for (const { type, id } of chunk) if (type === placed) expected.push(id);
    await setting.producer.send(chunk.map((event) => recordOf(setting.topic, event, setting.source)));
    look(setting.service.rssMb());
  }
  await untilRead(setting, expected, look);
  await untilAtRest(setting.service);
  return rssPeakMb;
}

export async function memoryOf(
  service: BenchService,
): Promise<Pick<MemorySample, 'rssMb' | 'heapMb' | 'externalMb'>> {
  const rssMb = service.rssMb();
  const answer = once(service.child, 'message');
  service.child.send('report');
  const [{ heapUsed, external }] = (await answer) as [MemoryReport];
  return { rssMb, heapMb: megabytes(heapUsed), externalMb: megabytes(external) };
}

function megabytes(bytes: number): number {
  return Math.round((bytes * 10) / MB) / 10;
}
