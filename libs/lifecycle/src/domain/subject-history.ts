import type { IncomingEvent } from '@bailiwick/contracts';
import type { Decider } from '@bailiwick/kernel';
import { IdReusedError, idReusedProblem, MergeCycleError } from './lifecycle.errors.js';
import { EventIndex } from './event-index.js';
import { sameContent } from './same-content.js';
import {
  compareEvents,
  deferredTo,
  effectMs,
  identityOf,
  isIncoming,
  recordOf,
  type SubjectEvent,
} from './subject-event.js';

/** All that was recorded about one account, CSM or AE, in order of arrival. */
export interface SubjectHistory {
  /** The number of events in the stream. */
  readonly version: number;
  /** Incoming events by identity. */
  readonly incoming: EventIndex;
  readonly decisions: readonly SubjectEvent[];
  /** The identity of each event that was taken back, with that of its first retraction. */
  readonly retracted: ReadonlyMap<string, string>;
  /** The identities of the events that introduce the subject. */
  readonly introductions: readonly string[];
}

export const emptyHistory: SubjectHistory = {
  version: 0,
  incoming: EventIndex.empty,
  decisions: [],
  retracted: new Map(),
  introductions: [],
};

const INTRODUCTIONS: ReadonlySet<string> = new Set(['AccountNew', 'CsmJoined', 'AeJoined']);

/** True for the events that make an unknown subject known. */
export function introduces(type: string): boolean {
  return INTRODUCTIONS.has(type);
}

/** Records an event, unless it is there already. */
export interface RecordEvent {
  readonly event: IncomingEvent;
  /** For a merge: the account it goes into, the one that was merged into, and so on to the last. */
  readonly survivors?: readonly string[];
}

/**
 * What recording an incoming event leads to.
 * `decide` answers `[]` to a repeat.
 * @throws IdReusedError `id-reused` for the identity of an earlier event with other content
 * @throws MergeCycleError `merge-cycle`
 */
export const subjectDecider: Decider<RecordEvent, SubjectHistory, SubjectEvent> = {
  initial: emptyHistory,
  decide({ event, survivors }, history) {
    const record = recordOf(event);
    const earlier = history.incoming.get(identityOf(event));
    if (earlier) {
      if (sameContent(earlier, record)) return [];
      throw new IdReusedError([idReusedProblem(event.source, event.id)]);
    }
    if (event.type === 'account.merged' && survivors?.includes(event.data.accountId)) {
      throw new MergeCycleError(event.data.accountId, survivors);
    }
    return [record];
  },
  evolve: withEvent,
};

/** The history with `events` added in one go; the same as evolving one by one. */
export function historyOf(
  events: Iterable<SubjectEvent>,
  before: SubjectHistory = emptyHistory,
): SubjectHistory {
  let history = before;
  for (const event of events) history = withEvent(history, event);
  return history;
}

function withEvent(before: SubjectHistory, event: SubjectEvent): SubjectHistory {
  const version = before.version + 1;
  if (!isIncoming(event)) return { ...before, version, decisions: [...before.decisions, event] };
  const identity = identityOf(event.data);
  const history = { ...before, version, incoming: before.incoming.with(identity, event) };
  if (introduces(event.type)) return { ...history, introductions: [...before.introductions, identity] };
  if (event.type !== 'EventRetracted') return history;
  const target = identityOf(event.data.data);
  if (before.retracted.has(target)) return history;
  return { ...history, retracted: new Map(before.retracted).set(target, identity) };
}

/** True when an event that introduces the subject is there and was not taken back; until then all others wait. */
export function isKnown(history: SubjectHistory): boolean {
  return history.introductions.some((identity) => !history.retracted.has(identity));
}

/**
 * What must be remembered of a subject to record more about it. Of a known one that is whether it stays known, and what
 * it was merged into: any other event that comes again is met by its key in the log.
 */
export function gistOf(history: SubjectHistory): SubjectHistory {
  if (!isKnown(history)) return history;
  return { ...history, incoming: history.incoming.filter(isMerge), decisions: [] };
}

function isMerge({ type }: SubjectEvent): boolean {
  return type === 'AccountMerged';
}

/** Which events count: all of them, or those that have taken effect by a moment. */
export interface EffectFilter {
  /** Only what takes effect at or before this moment (ms). */
  readonly at?: number;
  /** Events deferred to a later moment (ms) than this do not count yet; others do, whenever they happened. */
  readonly deferredUpTo?: number;
}

/** The events that count, without those taken back and the retractions themselves, in the order in which they work. */
export function liveEvents(history: SubjectHistory, filter: EffectFilter = {}): SubjectEvent[] {
  const live: SubjectEvent[] = [];
  for (const [identity, event] of history.incoming) {
    if (event.type === 'EventRetracted' || history.retracted.has(identity)) continue;
    if (counts(event, filter)) live.push(event);
  }
  for (const decision of history.decisions) if (counts(decision, filter)) live.push(decision);
  return live.sort(compareEvents);
}

function counts(event: SubjectEvent, { at, deferredUpTo }: EffectFilter): boolean {
  if (at !== undefined && effectMs(event) > at) return false;
  if (deferredUpTo === undefined) return true;
  const moment = deferredTo(event);
  return moment === undefined || Date.parse(moment) <= deferredUpTo;
}
