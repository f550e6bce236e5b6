import type { EventMeta } from './commit.js';
import type { AppendOutcome, AppendRequest } from './event-store.port.js';

export interface LeaseOptions {
  /** Who claims; the same holder (after a restart) may take its own lease again at once. */
  readonly holder: string;
  /** Without a sign of life for this long, in ms, on the observer's monotonic clock, the lease may be taken. */
  readonly ttlMs: number;
  readonly meta: EventMeta;
}

/** Recorded in stream `lease:NAME`; the stream's version is the epoch's order. */
export interface LeaseTaken {
  readonly name: string;
  readonly epoch: number;
  /** Milliseconds since the epoch on the taker's wall clock; for people, never for deciding. */
  readonly until: number;
  readonly holder: string;
  readonly ttlMs: number;
}

export interface LeaseReleased {
  readonly name: string;
  readonly epoch: number;
}

/** A claim on named work. One instance watches and, when it can, holds it. */
export interface Lease {
  readonly name: string;
  /** The epoch held, or `undefined`; it may have been lost meanwhile: only the fence knows. */
  readonly epoch: number | undefined;
  /** Takes the lease if it is free, released, its own holder's, or silent for its time to live; says whether it is held. */
  tryTake(): Promise<boolean>;
  /** Gives a sign of life; call it more often than `ttlMs`. @throws LeaseLostError */
  renew(): Promise<void>;
  /** Renews, but not more often than three times in `ttlMs`: for a loop to call each time round. @throws LeaseLostError */
  keep(): Promise<void>;
  /**
   * Appends under the fence: only while no higher epoch is in the log, atomically with that check.
   * `readTo` is the position the decision rests on: when something was recorded after it, every outcome is
   * PositionTakenError `position-taken` and nothing was written; read on, decide again. Without it only the fence counts.
   * @throws LeaseLostError `lease-lost`
   */
  append(
    requests: readonly AppendRequest[],
    options?: { readonly readTo?: number },
  ): Promise<readonly AppendOutcome[]>;
  /** Lets others take it at once; nothing happens when it is not held. */
  release(): Promise<void>;
}
