import type { Clock, IdSource, Logger } from '@bailiwick/kernel';
import type { Commit, LeanCommit } from '../domain/commit.js';
import { upcastCommit, type EventRegistry } from '../domain/event-registry.js';
import type { CommitLog, EventStore } from '../domain/event-store.port.js';
import type { Subscription } from '../domain/subscription.js';
import { LeaseClaim } from './lease-claim.js';
import { SubscriptionRunner } from './subscription-runner.js';

export interface EventStoreDependencies {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** The event types this process knows, with their upcasters. */
  readonly registry: EventRegistry;
  readonly logger?: Logger | undefined;
}

/** The event store over an adapter's log: everything read is brought into today's shape. */
export function createEventStore(log: CommitLog, deps: EventStoreDependencies): EventStore {
  const { clock, ids, registry, logger } = deps;
  const subscriptions = new Set<Subscription>();
  const store: EventStore = {
    logId: log.logId,
    checkpoints: log.checkpoints,
    snapshots: log.snapshots,
    notes: log.notes,
    append: (stream, expectedVersion, events, options) =>
      log.append(stream, expectedVersion, events, options),
    appendBatch: (requests, options) => log.appendBatch(requests, options),
    findByKey: async (key) => {
      const commit = await log.findByKey(key);
      return commit && upcastCommit(commit, registry);
    },
    findByKeys: async (keys) => {
      const found = await log.findByKeys(keys);
      return new Map([...found].map(([key, commit]) => [key, upcastCommit(commit, registry)]));
    },
    streamVersion: (stream) => log.streamVersion(stream),
    readStream: (stream, afterVersion) => upcasting(log.readStream(stream, afterVersion), registry),
    readAll: (afterPosition, options) => upcasting(log.readAll(afterPosition, options), registry),
    readPages: (afterPosition, options) => upcastingPages(log.readPages(afterPosition, options), registry),
    readLean: (afterPosition) => upcastingPages(log.readLean(afterPosition), registry),
    head: () => log.head(),
    waitFor: (position, timeoutMs, signal) => log.waitFor(position, timeoutMs, signal),
    verifyChain: () => log.verifyChain(),
    closeHole: (position, reason, meta) => log.closeHole(position, reason, meta),
    close: async () => {
      await Promise.all([...subscriptions].map((subscription) => subscription.stop()));
      await log.close();
    },
    subscribe: (name, handler, options) => {
      const subscription = new SubscriptionRunner({ log: store, clock, logger }, name, handler, options);
      subscriptions.add(subscription);
      const forget = (): boolean => subscriptions.delete(subscription);
      subscription.done.then(forget, forget);
      return subscription;
    },
    lease: (name, options) => new LeaseClaim({ log, clock, ids }, name, options),
  };
  return store;
}

async function* upcasting(commits: AsyncIterable<Commit>, registry: EventRegistry): AsyncGenerator<Commit> {
  for await (const commit of commits) yield upcastCommit(commit, registry);
}

async function* upcastingPages<C extends LeanCommit>(
  pages: AsyncIterable<readonly C[]>,
  registry: EventRegistry,
): AsyncGenerator<readonly C[]> {
  for await (const page of pages) {
    const current: C[] = [];
    try {
      for (const commit of page) current.push(upcastCommit(commit, registry));
    } catch (error) {
      // What comes before the unknown event is still good to know.
      if (current.length > 0) yield current;
      throw error;
    }
    yield current;
  }
}
