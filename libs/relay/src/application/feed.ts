import { OUTGOING_TYPES, type OutgoingEvent, type OutgoingType } from '@bailiwick/contracts';
import type {
  Commit,
  EventStore,
  StopSignal,
  Subscription,
  SubscriptionOptions,
} from '@bailiwick/event-store';
import { outgoingOf, type OutgoingMessage } from '../domain/outgoing.js';
import { FeedPositionError } from '../domain/relay.errors.js';
import { outgoingPage, waitBeyond, type OutgoingPage } from './outgoing-page.js';

/** All types but the compacted topic's, which repeats what `territory.changed.v1` says. */
export const DEFAULT_FEED_TYPES: readonly OutgoingType[] = OUTGOING_TYPES.filter(
  (type) => type !== 'territory.ownership.v1',
);

export interface FeedRequest {
  /** The position read up to so far; 0 the start. */
  readonly after: number;
  /** About how many events a page holds, from 1; a commit is never cut, so that a page may hold more. */
  readonly limit: number;
  /** Default: `DEFAULT_FEED_TYPES`. */
  readonly types?: readonly OutgoingType[] | undefined;
  /** Wait so long, in ms, for the first event; default 0. */
  readonly waitMs?: number | undefined;
  /** Ends the waiting and the reading early, with what there is. */
  readonly signal?: StopSignal | undefined;
}

export interface FeedPage {
  readonly events: readonly OutgoingEvent[];
  /** The position read up to, to be the next page's `after`; commits without events for the reader count. */
  readonly next: number;
}

export type FollowRequest = Omit<FeedRequest, 'waitMs' | 'limit'> & { readonly limit?: number };

/** Called with one message at a time; the next one waits for the promise. */
export type MessageHandler = (message: OutgoingMessage) => Promise<void> | void;

type Store = Pick<EventStore, 'logId' | 'head' | 'readPages' | 'waitFor' | 'subscribe'>;

const FOLLOW_LIMIT = 500;
/** Long enough to cost nothing; the log wakes the reader earlier when there is something to read. */
const IDLE_WAIT_MS = 60_000;

/** The log as the world sees it, for readers that keep their own position, and for subscribers of this process. */
export class Feed {
  private readonly readers = new Set<AbortController>();
  private closed = false;

  constructor(
    private readonly store: Store,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /**
   * The events after a position: whole commits, each event once, as many commits as fit into `limit` and one at
   * least; empty only at the end of the log, or when the waiting ended. `next` is `after` when nothing new is recorded.
   * @throws FeedPositionError `position-beyond-log`
   */
  async read({ waitMs = 0, ...request }: FeedRequest): Promise<FeedPage> {
    const deadline = this.now() + waitMs;
    await this.demandKnown(request.after);
    const reader = this.open(request.signal);
    try {
      let page = await this.pageAfter(request.after, request, reader.signal);
      while (page.messages.length === 0 && !reader.signal.aborted) {
        const left = deadline - this.now();
        if (left <= 0) break;
        await waitBeyond(this.store, page, left, reader.signal);
        page = await this.pageAfter(page.next, request, reader.signal);
      }
      return feedPage(page);
    } finally {
      reader.release();
    }
  }

  /**
   * A position that this log has not reached was read from another one; waiting for it would pass events over.
   * @throws FeedPositionError `position-beyond-log`
   */
  async demandKnown(after: number): Promise<void> {
    const { position } = await this.store.head();
    if (after > position) throw new FeedPositionError(after, position, this.store.logId);
  }

  /**
   * The pages after a position without end, until `signal` aborts or the feed closes. A page without events only tells
   * how far the log was read.
   */
  async *follow(request: FollowRequest): AsyncGenerator<FeedPage> {
    const options = { ...request, limit: request.limit ?? FOLLOW_LIMIT };
    const reader = this.open(request.signal);
    let { after } = request;
    try {
      while (!reader.signal.aborted) {
        const page = await this.pageAfter(after, options, reader.signal);
        if (page.next > after) yield feedPage(page);
        else await waitBeyond(this.store, page, IDLE_WAIT_MS, reader.signal);
        after = page.next;
      }
    } finally {
      reader.release();
    }
  }

  /**
   * Hands every message (all types, with topics and tombstones) to `handler`, in order, from the checkpoint called
   * `name`. At least once: the checkpoint is saved after whole commits, so that after a failure or a crash the messages
   * of some commits come again, with the same ids.
   * @see EventStore.subscribe for how it starts, fails and stops
   */
  subscribe(name: string, handler: MessageHandler, options?: SubscriptionOptions): Subscription {
    const deliver = async (commit: Commit): Promise<void> => {
      for (const message of outgoingOf(commit, this.store.logId)) await handler(message);
    };
    return this.store.subscribe(name, deliver, options);
  }

  /** Lets everybody go who waits, now and later; readers get what there is, followers end. */
  close(): void {
    this.closed = true;
    for (const reader of this.readers) reader.abort();
  }

  private pageAfter(
    after: number,
    { limit, types = DEFAULT_FEED_TYPES }: Pick<FeedRequest, 'limit' | 'types'>,
    signal: StopSignal,
  ): Promise<OutgoingPage> {
    return outgoingPage(this.store, after, { messages: limit, types: new Set(types), signal });
  }

  /** A signal of this reader's own, so that nothing of it stays behind when it is done. */
  private open(outer: StopSignal | undefined): { readonly signal: StopSignal; release(): void } {
    const controller = new AbortController();
    const abort = (): void => controller.abort();
    this.readers.add(controller);
    outer?.addEventListener('abort', abort);
    if (this.closed || outer?.aborted) abort();
    const release = (): void => {
      this.readers.delete(controller);
      outer?.removeEventListener('abort', abort);
    };
    return { signal: controller.signal, release };
  }
}

function feedPage({ messages, next }: OutgoingPage): FeedPage {
  return { events: messages.map(({ event }) => event), next };
}
