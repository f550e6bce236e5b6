import type { CausedBy } from '@bailiwick/contracts';
import type { TierRules } from './tier-rules.js';

/** One commit that a process manager wants to make. */
export interface Reaction {
  readonly stream: string;
  /** The idempotency key: manager, what it reacts to, subject. */
  readonly key: string;
  readonly events: readonly DecidedEvent[];
}

export interface DecidedEvent {
  readonly type: string;
  readonly data: unknown;
}

/** What a step of the process reacts to. */
export interface Trigger {
  /** The position of a commit, or a timer's id: the middle part of every key. */
  readonly key: string;
  /** The type of the event, or of the timer. */
  readonly type: string;
  /** The incoming event behind it. */
  readonly causedBy: CausedBy | null;
  /** Where a rule set came into force: the one before. */
  readonly former?: TierRules;
}

/** Records a reaction. @returns the events that count: those recorded under this key before, where there are any */
export type Recorder = (reaction: Reaction) => readonly DecidedEvent[];
