import type { Commit, EventMeta, LeanCommit, LogHead, NewEvent } from './commit.js';
import type { Lease, LeaseOptions } from './lease.js';
import type { NoteStore } from './note-store.port.js';
import type { CommitHandler, Subscription, SubscriptionOptions } from './subscription.js';

/** The stream must not exist yet. */
export const NoStream = 'no-stream';
/** The stream's version does not matter, said explicitly. */
export const Any = 'any';

/** What the stream's version (of its last event, 0 without events) must be: `NoStream`, exactly a number, or `Any`. */
export type ExpectedVersion = typeof NoStream | typeof Any | number;

export interface AppendOptions {
  /** Unique over the log; repeating it returns the first result. 1 to 512 printable characters. */
  readonly idempotencyKey: string;
}

/** One commit to be: one stream, one or more events. */
export interface AppendRequest extends AppendOptions {
  readonly stream: string;
  readonly expectedVersion: ExpectedVersion;
  readonly events: readonly NewEvent[];
}

/** Where the events are now. */
export interface AppendResult {
  readonly position: number;
  readonly from: number;
  readonly to: number;
  readonly recordedAt: number;
  /** True when this key had been recorded before; nothing was written now. */
  readonly repeated: boolean;
}

/** The fate of one request of a batch. */
export type AppendOutcome =
  { readonly ok: true; readonly result: AppendResult } | { readonly ok: false; readonly error: Error };

/** A stream that must be at exactly this version, as that of a lease is while nobody has taken it over. */
export interface Fence {
  readonly stream: string;
  readonly version: number;
}

export interface BatchOptions {
  /** The fence: write only if the first new commit gets exactly this position, and the others follow it directly. */
  readonly atPosition?: number | undefined;
  /** Write only while this stream, to which the batch does not write, is at its version: atomically with that check. */
  readonly fence?: Fence | undefined;
}

export interface ReadOptions {
  /** At most this many commits. */
  readonly limit?: number;
  /** Up to and including this position; "as known at" is such a prefix. */
  readonly upTo?: number;
}

/** Named positions of readers. Saving is durable when the promise resolves. */
export interface CheckpointStore {
  /** 0 when nothing was saved. */
  load(name: string): Promise<number>;
  save(name: string, position: number): Promise<void>;
}

/** A folded state at a position; disposable at any time. */
export interface Snapshot {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/** Folded states by (name, reducer version). A damaged or missing one is `undefined`, never an error. */
export interface SnapshotStore {
  load(name: string, reducerVersion: number): Promise<Snapshot | undefined>;
  /**
   * Replaces the present one unless that is of a later position; swapped in at once, never half.
   * @throws StoreUnavailableError `store-full` or `store-failed`; the present one stays
   */
  save(name: string, reducerVersion: number, snapshot: Snapshot): Promise<void>;
  /** Removes every snapshot, or those of one name. */
  purge(name?: string): Promise<void>;
}

/** What is needed of an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** A fault found in the chain of hashes. */
export interface ChainFault {
  readonly position: number;
  readonly code: 'hole' | 'wrong-hash' | 'broken-link' | 'time-goes-back' | 'wrong-version';
  readonly message: string;
}

export interface ChainReport {
  readonly ok: boolean;
  readonly commits: number;
  readonly head: LogHead;
  /** Positions of holes that were closed by hand. */
  readonly tombstones: readonly number[];
  /** At most 100, in order of position. */
  readonly faults: readonly ChainFault[];
}

/**
 * What an adapter gives: one dense, ordered log of commits. Every adapter passes the same contract suite.
 * Events are returned as they were stored; `createEventStore` adds evolution, subscriptions and leases.
 */
export interface CommitLog {
  /** The identity of this log, part of the `source` of what it publishes. */
  readonly logId: string;
  /**
   * Records `events` as one commit of `stream`; durable when the promise resolves.
   * The same key with the same stream and content (type, v and data of each event) returns the first result.
   * @throws ConcurrencyError `concurrency` when the stream's version is not `expectedVersion`
   * @throws IdempotencyKeyReusedError `idempotency-key-reused` for the key of another stream or content
   * @throws InvalidInputError for an empty list, malformed names or data that is not JSON
   * @throws StoreUnavailableError `store-full`, `store-busy`, `store-closed` or `store-failed`; nothing was written
   */
  append(
    stream: string,
    expectedVersion: ExpectedVersion,
    events: readonly NewEvent[],
    options: AppendOptions,
  ): Promise<AppendResult>;
  /**
   * Records many commits, in order, with as few durable writes as possible. Each is atomic by itself and has
   * its own outcome, the batch as a whole is not; a later request sees the earlier ones. Of calls of one process that
   * are under way together, what was asked for first is recorded first.
   * With `atPosition`, a request that would land elsewhere fails with PositionTakenError `position-taken`; with
   * `fence`, one fails with FencedError `fenced` as soon as that stream is at another version.
   */
  appendBatch(requests: readonly AppendRequest[], options?: BatchOptions): Promise<readonly AppendOutcome[]>;
  /** The commit with this idempotency key. */
  findByKey(key: string): Promise<Commit | undefined>;
  /** Those of the keys that are there, each with its commit; costs far less than asking for one after the other. */
  findByKeys(keys: readonly string[]): Promise<ReadonlyMap<string, Commit>>;
  /** The version of the stream's last event; 0 when there is no such stream. */
  streamVersion(stream: string): Promise<number>;
  /** The commits of one stream with events after `afterVersion`, in order; memory stays bounded. */
  readStream(stream: string, afterVersion?: number): AsyncIterable<Commit>;
  /**
   * All commits after `afterPosition` in order, each exactly once; ends at the head.
   * @throws LogHoleError `log-hole` on reaching a position that is missing although later ones exist
   */
  readAll(afterPosition: number, options?: ReadOptions): AsyncIterable<Commit>;
  /** The same in pages of bounded size, for whoever reads a whole log as fast as possible. */
  readPages(afterPosition: number, options?: ReadOptions): AsyncIterable<readonly Commit[]>;
  /** The same to the head for whoever only folds, as fast as the adapter can: a long way may be read by a thread. */
  readLean(afterPosition: number): AsyncIterable<readonly LeanCommit[]>;
  head(): Promise<LogHead>;
  /** True as soon as the head is past `position`; false after `timeoutMs` or when `signal` aborts. */
  waitFor(position: number, timeoutMs: number, signal?: StopSignal): Promise<boolean>;
  /** Recomputes every hash up to the head and compares; reads the whole log. */
  verifyChain(): Promise<ChainReport>;
  /**
   * Closes a lasting hole by an explicit tombstone (a commit of `TombstoneWritten` in stream `tombstones`).
   * @throws NoSuchHoleError `no-such-hole` when the position is recorded or beyond the head
   */
  closeHole(position: number, reason: string, meta: EventMeta): Promise<void>;
  readonly checkpoints: CheckpointStore;
  readonly snapshots: SnapshotStore;
  readonly notes: NoteStore;
  /** Finishes what was accepted, then releases everything. */
  close(): Promise<void>;
}

/** The log as the other rooms use it: events in today's shape, subscriptions, leases. */
export interface EventStore extends CommitLog {
  /**
   * Starts a reader that hands every commit to `handler`, one at a time and in order of position, from the
   * checkpoint called `name`; at least once, the checkpoint is saved after the handler. It only goes on while
   * positions are contiguous. An error of the handler, or an unknown event type, stops it (see `Subscription`).
   */
  subscribe(name: string, handler: CommitHandler, options?: SubscriptionOptions): Subscription;
  /** Claims on the work called `name`: at most one holder may append under its fence at a time. */
  lease(name: string, options: LeaseOptions): Lease;
}
