import { setTimeout as sleep } from 'node:timers/promises';
import { BailiwickError } from '@bailiwick/kernel';
import type { MessageProducer } from '@bailiwick/messaging';
import { recordOf } from './bench-kafka.js';
import type { BenchService } from './bench-service.js';
import type { ChangeReader } from './change-reader.js';
import type { MixedEvent } from './mixed-events.js';
import { type Percentiles, percentiles } from './stages.js';

export interface Setting {
  readonly service: BenchService;
  readonly producer: MessageProducer;
  readonly changes: ChangeReader;
  readonly topic: string;
  readonly source: string;
}

export interface BacklogFigures {
  readonly events: number;
  /** From the first send until every new account's change of territory was read from Kafka. */
  readonly seconds: number;
  readonly perSecond: number;
  /** Changes of territory read. */
  readonly changes: number;
  readonly rssPeakMb: number;
}

export interface LatencyFigures {
  /** Events that were due a second, whether the service kept up or not. */
  readonly rate: number;
  readonly seconds: number;
  readonly events: number;
  readonly changes: number;
  /** From the moment that an event was due to be sent until its change of territory was read. */
  readonly wait: Percentiles;
  readonly rssMb: { readonly first: number; readonly last: number; readonly peak: number };
}

const CHUNK = 1_000;
/** The sender collects for so long, as producers do; it counts as waiting. */
const LINGER_MS = 5;
const LOOK_MS = 50;
/** Nothing moved for so long: it will not any more. */
const STUCK_MS = 120_000;

/** A backlog as fast as it goes. */
export async function measureBacklog(
  setting: Setting,
  events: Iterator<MixedEvent>,
  count: number,
): Promise<BacklogFigures> {
  const expected: string[] = [];
  let rssPeakMb = 0;
  const began = performance.now();
  for (let sent = 0; sent < count; sent += CHUNK) {
    const chunk = take(events, Math.min(CHUNK, count - sent));
    for (const { type, id } of chunk) if (type === 'account.new') expected.push(id);
    await setting.producer.send(chunk.map((event) => recordOf(setting.topic, event, setting.source)));
  }
  await untilRead(setting, expected, (mb) => (rssPeakMb = Math.max(rssPeakMb, mb)));
  const seconds = (lastRead(setting, expected) - began) / 1_000;
  return {
    events: count,
    seconds: Number(seconds.toFixed(2)),
    perSecond: Math.round(count / seconds),
    changes: expected.length,
    rssPeakMb,
  };
}

/** Resolves when everything that is in the log was decided on: what comes next does not queue behind it. */
export async function untilAtRest(service: BenchService): Promise<void> {
  for (;;) {
    const { head, decided } = await service.progress();
    if (decided >= head) return;
    await sleep(LOOK_MS);
  }
}

/** Events that arrive at a steady rate, whatever becomes of those before: the wait in a queue counts. */
export async function measureLatency(
  setting: Setting,
  events: Iterator<MixedEvent>,
  rate: number,
  seconds: number,
): Promise<{ readonly figures: LatencyFigures; readonly dueAt: ReadonlyMap<string, number> }> {
  const dueAt = new Map<string, number>();
  const rss: number[] = [setting.service.rssMb()];
  const total = Math.round(rate * seconds);
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) * rate) / 1_000));
    if (due > sent) {
      const chunk = take(events, due - sent);
      chunk.forEach(({ id, type }, i) => {
        if (type === 'account.new') dueAt.set(id, began + ((sent + i) * 1_000) / rate);
      });
      sent = due;
      sending.push(
        setting.producer.send(chunk.map((event) => recordOf(setting.topic, event, setting.source))),
      );
    }
    if (sent % rate < 10) rss.push(setting.service.rssMb());
    await sleep(LINGER_MS);
  }
  await Promise.all(sending);
  await untilRead(setting, [...dueAt.keys()], (mb) => rss.push(mb));
  const waits = [...dueAt].map(([id, due]) => setting.changes.readAt.get(id)! - due);
  const figures = {
    rate,
    seconds,
    events: total,
    changes: waits.length,
    wait: percentiles(waits),
    rssMb: { first: rss[0]!, last: rss.at(-1)!, peak: Math.max(...rss) },
  };
  return { figures, dueAt };
}

/** Resolves when the change that each of these events led to was read. */
export async function untilRead(
  { changes, service }: Setting,
  ids: readonly string[],
  look: (rssMb: number) => void,
): Promise<void> {
  let left = ids.filter((id) => !changes.readAt.has(id));
  for (let stuckSince = performance.now(); left.length > 0; await sleep(LOOK_MS)) {
    const before = left.length;
    left = left.filter((id) => !changes.readAt.has(id));
    look(service.rssMb());
    if (left.length < before) stuckSince = performance.now();
    else if (performance.now() - stuckSince > STUCK_MS) {
      const { head, decided } = await service.progress();
      throw new BailiwickError(
        'bench-failed',
        `${left.length} of ${ids.length} changes of territory did not come, for ${left[0]} and others; the log is at ${head}, decided up to ${decided}`,
      );
    }
  }
}

function lastRead({ changes }: Setting, ids: readonly string[]): number {
  return ids.reduce((latest, id) => Math.max(latest, changes.readAt.get(id)!), 0);
}

export function take(events: Iterator<MixedEvent>, count: number): MixedEvent[] {
  const taken: MixedEvent[] = [];
  while (taken.length < count) taken.push(events.next().value as MixedEvent);
  return taken;
}
