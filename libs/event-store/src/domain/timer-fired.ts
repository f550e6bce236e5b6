import type { EventMeta, NewEvent } from './commit.js';
import { NoStream, type AppendRequest } from './event-store.port.js';
import type { Timer, TimerQueue } from './timer-queue.js';

/** The data of a `TimerFired` event: time has entered the log. */
export type TimerFired = Timer;

/** The commit that fires a timer: a stream of its own, its id as the idempotency key, so that it fires once. */
export function timerFired(timer: Timer, eventId: string, meta: EventMeta): AppendRequest {
  const data: TimerFired = { timerId: timer.timerId, dueAt: timer.dueAt };
  const event: NewEvent = { id: eventId, type: 'TimerFired', v: 1, data, meta };
  return {
    stream: `timer:${timer.timerId}`,
    expectedVersion: NoStream,
    events: [event],
    idempotencyKey: timer.timerId,
  };
}

/** A step on event time: a timer that fires, or an event that happens. */
export type EventTimeStep<Event> =
  { readonly kind: 'timer'; readonly timer: Timer } | { readonly kind: 'event'; readonly event: Event };

/**
 * Puts timers between events of the past: each timer due before an event's time comes before that event. Lazy, so
 * that what a step leads to may schedule or cancel timers before the next step is asked for. Timers that no event has
 * passed stay in the queue.
 * @param events in order of time
 * @param timeOf milliseconds since the epoch
 */
export function* onEventTime<Event>(
  events: Iterable<Event>,
  timers: TimerQueue,
  timeOf: (event: Event) => number,
): Generator<EventTimeStep<Event>> {
  for (const event of events) {
    const time = timeOf(event);
    for (let timer = timers.popBefore(time); timer; timer = timers.popBefore(time))
      yield { kind: 'timer', timer };
    yield { kind: 'event', event };
  }
}
