import type { Actor } from '@bailiwick/kernel';

/** Where an event comes from; `traceparent` is W3C Trace Context. */
export interface EventMeta {
  readonly actor: Actor;
  /** The same for everything that one request or incoming event led to. */
  readonly correlationId: string;
  /** The id of the event or request that directly led to this event. */
  readonly causationId: string;
  readonly traceparent?: string;
  /** True when a process that does not know this type may pass over it; otherwise it stops there. */
  readonly ignorable?: boolean;
  /**
   * Of a process manager's reaction: the position it reacts to. Running the manager again over a prefix of the log, a
   * reaction counts from that position on, wherever it was recorded.
   */
  readonly reactsTo?: number;
}

/** A fact about to be recorded; `data` is plain JSON (objects, arrays, strings, finite numbers, booleans, null). */
export interface NewEvent<Type extends string = string, Data = unknown> {
  /** Unique for ever. */
  readonly id: string;
  readonly type: Type;
  /** The version of the shape of `data`, a whole number from 1. */
  readonly v: number;
  readonly data: Data;
  readonly meta: EventMeta;
}

/** An event as it was recorded, in today's shape. */
export interface RecordedEvent<Type extends string = string, Data = unknown> extends NewEvent<Type, Data> {
  /** The event's place in its stream: 1, 2, 3 … */
  readonly version: number;
}

/** The unit of the log: events of one stream, written together or not at all. */
export interface Commit {
  /** 1, 2, 3 … over the whole log, without holes. */
  readonly position: number;
  readonly stream: string;
  /** 1, 2, 3 … within the stream. */
  readonly n: number;
  /** The versions of the first and of the last event. */
  readonly from: number;
  readonly to: number;
  /** The idempotency key, unique over the log. */
  readonly key: string;
  /** Milliseconds since the epoch; never less than that of an earlier commit. */
  readonly recordedAt: number;
  readonly events: readonly RecordedEvent[];
}

/** A commit as a fold needs it: what happened, without who recorded it, why and under which key. */
export interface LeanCommit extends Pick<Commit, 'position' | 'stream' | 'recordedAt'> {
  readonly events: readonly LeanEvent[];
}

export interface LeanEvent extends Pick<RecordedEvent, 'type' | 'v' | 'data'> {
  readonly meta: Pick<EventMeta, 'ignorable'>;
}

/** The last commit of the log; position 0 and `GENESIS_HASH` when it is empty. */
export interface LogHead {
  readonly position: number;
  readonly hash: string;
  readonly recordedAt: number;
}

export const GENESIS_HASH = '0'.repeat(64);
/** The head of an empty log. */
export const GENESIS: LogHead = { position: 0, hash: GENESIS_HASH, recordedAt: 0 };
