import { setImmediate as nextTurn } from 'node:timers/promises';
import type { OutgoingType } from '@bailiwick/contracts';
import { LogHoleError, pause, type EventStore, type StopSignal } from '@bailiwick/event-store';
import { outgoingOf, type OutgoingMessage } from '../domain/outgoing.js';

/** What whole commits that follow each other tell the world. */
export interface OutgoingPage {
  readonly messages: readonly OutgoingMessage[];
  /** The position read up to. */
  readonly next: number;
  /** A position is missing after `next` although later ones exist: what comes after it may have to come after what fills it. */
  readonly hole: boolean;
}

export interface PageLimits {
  /** About how many messages, from 1; a commit is never cut, so that a page may hold more. */
  readonly messages: number;
  /** How many commits are read for them at most; default: all. */
  readonly commits?: number;
  /** Default: all. */
  readonly types?: ReadonlySet<OutgoingType>;
  /** Ends the reading early, with what there is. */
  readonly signal?: StopSignal | undefined;
}

const HOLE_MS = 100;

/**
 * As many of the commits after a position that there are now as fit, and one at least; `next` is the position itself at
 * the end of the log.
 */
export async function outgoingPage(
  store: Pick<EventStore, 'logId' | 'readPages' | 'head'>,
  after: number,
  { messages: most, commits: limit, types, signal }: PageLimits,
): Promise<OutgoingPage> {
  const messages: OutgoingMessage[] = [];
  let next = after;
  if (signal?.aborted) return { messages, next, hole: false };
  // While commits come in all the time, reading to the end would not end: what is found would wait for more.
  const { position: upTo } = await store.head();
  try {
    for await (const commits of store.readPages(after, limit === undefined ? { upTo } : { limit, upTo })) {
      for (const commit of commits) {
        const found = outgoingOf(commit, store.logId).filter(({ event }) => types?.has(event.type) ?? true);
        if (messages.length > 0 && messages.length + found.length > most)
          return { messages, next, hole: false };
        messages.push(...found);
        next = commit.position;
        if (messages.length >= most) return { messages, next, hole: false };
      }
      if (signal?.aborted) break;
      // A sparse log is read far for few messages; others must get their turn meanwhile.
      await nextTurn();
    }
  } catch (error) {
    if (!(error instanceof LogHoleError)) throw error;
    return { messages, next, hole: true };
  }
  return { messages, next, hole: false };
}

/** Waits for what comes after a page that had nothing new, at most for `timeoutMs`; in front of a hole, for its filling. */
export async function waitBeyond(
  store: Pick<EventStore, 'waitFor'>,
  { next, hole }: Pick<OutgoingPage, 'next' | 'hole'>,
  timeoutMs: number,
  signal: StopSignal,
): Promise<void> {
  // The head is beyond a hole all the time; waiting for it would not wait.
  if (hole) await pause(Math.min(timeoutMs, HOLE_MS), signal);
  else await store.waitFor(next, timeoutMs, signal);
}
