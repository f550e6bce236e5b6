import type { EventStore } from '@bailiwick/event-store';
import type { IncomingRecord } from '@bailiwick/lifecycle';
import type { ChangeReader } from './change-reader.js';

/** The parts of an event's way, each from the end of the one before. */
export const STAGES = ['recorded', 'decided', 'sent', 'read'] as const;
export type Stage = (typeof STAGES)[number];

/** Milliseconds; the larger half, the largest twentieth and the largest hundredth begin here. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export type StageFigures = Readonly<Record<Stage, Percentiles>>;

/** @param values milliseconds in any order, one at least */
export function percentiles(values: Iterable<number>): Percentiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor((sorted.length - 1) * share)]!);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/**
 * Where the time went: until an event was in the log, until its change of territory was, until the change was handed to
 * the broker, and until it was committed and read.
 * @param dueAt when each event was due, by id
 * @param recordedAt when it was recorded, likewise
 */
export function stageFigures(
  dueAt: ReadonlyMap<string, number>,
  recordedAt: ReadonlyMap<string, number>,
  changes: Pick<ChangeReader, 'readAt' | 'decidedAt' | 'sentAt'>,
): StageFigures {
  const moments = [...dueAt].map(([id, due]) => [
    due,
    recordedAt.get(id)!,
    changes.decidedAt.get(id)!,
    changes.sentAt.get(id)!,
    changes.readAt.get(id)!,
  ]);
  const stage = (end: number): Percentiles => percentiles(moments.map((at) => at[end]! - at[end - 1]!));
  return { recorded: stage(1), decided: stage(2), sent: stage(3), read: stage(4) };
}

/** When events of one source were recorded, by id: milliseconds of `performance.now()`. */
export async function recordedMoments(store: EventStore, source: string): Promise<Map<string, number>> {
  const moments = new Map<string, number>();
  for await (const { events, recordedAt } of store.readAll(0)) {
    const { source: from, id } = events[0]!.data as Partial<IncomingRecord['data']>;
    if (from === source) moments.set(id!, recordedAt - performance.timeOrigin);
  }
  return moments;
}
