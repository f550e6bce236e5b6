import type { Commit } from './commit.js';

/** Called with one commit at a time; the next one waits for the promise. */
export type CommitHandler = (commit: Commit) => Promise<void> | void;

export interface SubscriptionOptions {
  /** Where a reader without a checkpoint begins: after this position. Default 0, the start of the log. */
  readonly from?: number;
  /** The checkpoint is saved after this many commits, on catching up, and on stopping. Default 100. */
  readonly checkpointEvery?: number;
  /** A hole that lasts this long, in ms, is reported once to `onHole`. Default 5,000. The reader keeps waiting. */
  readonly holeAlarmMs?: number;
  readonly onHole?: (position: number) => void;
}

/** A running reader of the log. */
export interface Subscription {
  readonly name: string;
  /** The last position whose handler has finished. */
  readonly position: number;
  /** False from the moment it stopped, for whatever reason; part of readiness. */
  readonly running: boolean;
  /** Resolves after `stop`; rejects with the handler's error, or with UnknownEventTypeError. */
  readonly done: Promise<void>;
  /** Resolves when everything up to the head at the time of the call was handled; rejects when it stopped before. */
  caughtUp(): Promise<void>;
  /** Ends after the commit in hand and saves the checkpoint; a handler must not wait for it. */
  stop(): Promise<void>;
}
