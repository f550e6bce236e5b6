import {
  incomingTypeOf,
  type AccountAssignedData,
  type AccountTieredData,
  type AssignmentScheduledData,
  type IncomingEvent,
  type IncomingType,
  type RecordedIncomingData,
  type RecordedName,
  recordedName,
} from '@bailiwick/contracts';

/** Where an event stands in the log. */
export interface Place {
  readonly position: number;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
}

interface Placed {
  /** Absent until the event is recorded. */
  readonly place?: Place;
}

/** An incoming event in its recorded form. */
export type IncomingRecord = {
  [T in IncomingType]: Placed & { readonly type: RecordedName<T>; readonly data: RecordedIncomingData<T> };
}[IncomingType];

/** What this system decided about an account. */
export type DecisionRecord =
  | (Placed & { readonly type: 'AccountTiered'; readonly data: AccountTieredData })
  | (Placed & { readonly type: 'AccountAssigned'; readonly data: AccountAssignedData })
  | (Placed & { readonly type: 'AssignmentScheduled'; readonly data: AssignmentScheduledData });

/** Anything in the stream of an account, CSM or AE. */
export type SubjectEvent = IncomingRecord | DecisionRecord;

/** What is needed of a commit of the log. */
export interface CommitLike {
  readonly position: number;
  readonly recordedAt: number;
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
}

/** The events of a commit. The log holds only what was checked before, so their shape is taken for granted. */
export function subjectEvents(commit: CommitLike): SubjectEvent[] {
  const place: Place = { position: commit.position, recordedAt: commit.recordedAt };
  return commit.events.map(({ type, data }) => ({ type, data, place }) as SubjectEvent);
}

/** The form in which an incoming event is recorded. */
export function recordOf(event: IncomingEvent): IncomingRecord {
  const { source, id, time, subject, data } = event;
  const whole = subject === undefined ? { source, id, time, data } : { source, id, time, subject, data };
  return { type: recordedName(event.type), data: whole } as IncomingRecord;
}

export function isIncoming(event: SubjectEvent): event is IncomingRecord {
  return incomingTypeOf(event.type) !== undefined;
}

/** One text for (source, id), whatever characters they hold. */
export function identityOf({ source, id }: { readonly source: string; readonly id: string }): string {
  return `${source.length}:${source}${id}`;
}

/** When the event takes effect, in ms: its `effectiveAt`, or else when it happened. */
export function effectMs(event: SubjectEvent): number {
  return Date.parse(deferredTo(event) ?? (event as IncomingRecord).data.time);
}

/** The moment that was given for the event to take effect; `undefined` when it takes effect as it happens. */
export function deferredTo(event: SubjectEvent): string | undefined {
  if (!isIncoming(event)) return event.data.effectiveAt;
  return (event.data.data as { readonly effectiveAt?: string }).effectiveAt;
}

/**
 * The order in which events work on a state, whatever the order of arrival: when they take effect, then when they
 * happened, then source and id. At the same moment our own decisions come last, in the order of the log.
 */
export function compareEvents(a: SubjectEvent, b: SubjectEvent): number {
  const byEffect = effectMs(a) - effectMs(b);
  if (byEffect !== 0) return byEffect;
  if (isIncoming(a) && isIncoming(b)) return compareArrivals(a.data, b.data);
  if (isIncoming(a) !== isIncoming(b)) return isIncoming(a) ? -1 : 1;
  return (a.place?.position ?? Infinity) - (b.place?.position ?? Infinity) || 0;
}

type Arrival = Pick<IncomingRecord['data'], 'time' | 'source' | 'id'>;

function compareArrivals(a: Arrival, b: Arrival): number {
  return compareText(a.time, b.time) || compareText(a.source, b.source) || compareText(a.id, b.id);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
