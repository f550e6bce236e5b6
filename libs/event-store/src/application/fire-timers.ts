import type { IdSource } from '@bailiwick/kernel';
import type { EventMeta } from '../domain/commit.js';
import type { AppendOutcome, AppendRequest } from '../domain/event-store.port.js';
import { timerFired } from '../domain/timer-fired.js';
import type { Timer, TimerQueue } from '../domain/timer-queue.js';

export interface FireTimersDependencies {
  /** `appendBatch` of the store, or `append` of a lease. */
  readonly append: (requests: readonly AppendRequest[]) => Promise<readonly AppendOutcome[]>;
  readonly ids: IdSource;
  readonly meta: EventMeta;
}

/**
 * Records `TimerFired` for every timer that is overdue at `now` (due at or before it), in order of due time.
 * When one cannot be recorded, it and the later ones are back in the queue and its error is thrown.
 * @returns the timers that fired
 */
export async function fireTimers(
  timers: TimerQueue,
  now: number,
  { append, ids, meta }: FireTimersDependencies,
): Promise<readonly Timer[]> {
  const due: Timer[] = [];
  for (let timer = timers.popBefore(now + 1); timer; timer = timers.popBefore(now + 1)) due.push(timer);
  if (due.length === 0) return due;
  const outcomes = await append(due.map((timer) => timerFired(timer, ids.next(), meta))).catch(
    (error: unknown) => {
      for (const timer of due) timers.schedule(timer);
      throw error;
    },
  );
  const failure = outcomes.find((outcome) => !outcome.ok);
  if (!failure) return due;
  due.forEach((timer, i) => outcomes[i]!.ok || timers.schedule(timer));
  throw failure.error;
}
