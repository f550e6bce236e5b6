import type { Timer } from '@bailiwick/event-store';
import { addDays, fromDayNumber, type IsoDate } from '@bailiwick/kernel';

const MS_PER_DAY = 86_400_000;

/** What a timer of this room is for; the kind is the first part of its id. */
export type TimerKind = 'tier' | 'left' | 'leave' | 'effect' | 'retry' | 'rules' | 'override';

/** A timer at the start (UTC) of a day. */
export function dayTimer(
  kind: Exclude<TimerKind, 'effect' | 'override'>,
  day: IsoDate,
  subject: string,
): Timer {
  return { timerId: `${kind}:${day}:${subject}`, dueAt: Date.parse(`${day}T00:00:00Z`) };
}

/** A timer for the moment at which a deferred event takes effect. */
export function effectTimer(ms: number, stream: string): Timer {
  return { timerId: `effect:${new Date(ms).toISOString()}:${stream}`, dueAt: ms };
}

/** A timer for the moment at which a tier that somebody decided on ends. */
export function overrideTimer(ms: number, accountId: string): Timer {
  return { timerId: `override:${new Date(ms).toISOString()}:${accountId}`, dueAt: ms };
}

/** The kind and subject in a timer's id; `undefined` for a timer of another room. */
export function readTimer(timerId: string): { kind: TimerKind; subject: string } | undefined {
  const match =
    /^(tier|left|leave|effect|retry|rules|override):(\d{4}-\d\d-\d\d(?:T[\d:.]{12}Z)?):(.*)$/s.exec(timerId);
  return match ? { kind: match[1] as TimerKind, subject: match[3]! } : undefined;
}

export function dayOf(ms: number): IsoDate {
  return fromDayNumber(Math.floor(ms / MS_PER_DAY));
}

export function dayAfter(day: IsoDate): IsoDate {
  return addDays(day, 1);
}
