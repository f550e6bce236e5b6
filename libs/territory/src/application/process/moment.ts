import { type CausedBy, incomingTypeOf, instantMs, type Instant } from '@bailiwick/contracts';
import type { Commit, RecordedEvent } from '@bailiwick/event-store';
import type { Trigger } from '../../domain/process/reaction.js';
import { readTimer } from '../../domain/process/timers.js';

/** What happened outside, as far as time goes. */
export interface Moment {
  readonly ms: number;
  /** True for what people ask for: timers due at that very moment come first. Events come before them. */
  readonly inclusive: boolean;
  /** The timer that this commit fired, if it did. */
  readonly timerId?: string;
}

/** What people ask for, to take effect at a moment. */
const TAKES_EFFECT: ReadonlySet<string> = new Set([
  'PlanCommitRequested',
  'PlanRollbackRequested',
  'RuleSetActivationRequested',
  'TierOverridden',
  'TierOverrideEnded',
]);

/** The version that this timer is to put in force; `undefined` for a timer of another sort. */
export function scheduledRuleSet(timerId: string): number | undefined {
  const timer = readTimer(timerId);
  return timer?.kind === 'rules' ? Number(timer.subject) : undefined;
}

/** When a commit from outside happened; `undefined` where it tells nothing of time. */
export function momentOf({ events }: Commit): Moment | undefined {
  const times = events.flatMap(({ type, data }): Moment[] => {
    if (incomingTypeOf(type) !== undefined)
      return [{ ms: instantMs((data as { time: Instant }).time), inclusive: false }];
    if (type === 'TimerFired') {
      const { dueAt, timerId } = data as { dueAt: number; timerId: string };
      return [{ ms: dueAt, inclusive: true, timerId }];
    }
    if (TAKES_EFFECT.has(type))
      return [{ ms: instantMs((data as { effectiveAt: Instant }).effectiveAt), inclusive: true }];
    // Who plans for a day says that it has come.
    if (type === 'PlanRequested')
      return [{ ms: Date.parse((data as { asOf: string }).asOf), inclusive: true }];
    return [];
  });
  return times[0];
}

export function triggerOf({ position, events }: Commit): Trigger {
  const [first] = events;
  return { key: String(position), type: first?.type ?? '', causedBy: causedByOf(first) };
}

function causedByOf(event: RecordedEvent | undefined): CausedBy | null {
  if (!event || incomingTypeOf(event.type) === undefined) return null;
  const { source, id } = event.data as CausedBy;
  return { source, id };
}
