import type { EventStore } from '@bailiwick/event-store';
import type { Actor, IdSource } from '@bailiwick/kernel';
import { BatchesUnderWay } from './batches-under-way.js';
import { EventRecorder } from './event-recorder.js';
import { eventStatus, type EventStatusView } from './event-status.js';
import { importEvents, type ImportOptions, type ImportSource } from './import-events.js';
import { ingestBatch } from './ingest-batch.js';
import { ingestEach } from './ingest-each.js';
import type { IngestCounts, IngestResult, LineResult } from './ingest-result.js';
import { ingestStream } from './ingest-stream.js';
import type { JsonLocator } from './parse-line.js';
import { readEvents, type EventPage, type ReadEventsRequest } from './read-events.js';
import { WaitingList, type WaitingEvent } from './waiting-list.js';
import { DEFAULT_WAITING_LIMITS, type WaitingLimits } from './waiting-room.js';

export interface LifecycleDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly locator: JsonLocator;
  readonly limits?: Partial<WaitingLimits>;
  /** The most events that one batch may hold. Default 10,000. */
  readonly maxBatch?: number;
}

const DEFAULT_MAX_BATCH = 10_000;

/** The door through which events come in: CloudEvents about accounts, CSMs and AEs, validated and recorded. */
export class Lifecycle {
  private readonly deps;

  constructor({ store, ids, locator, limits, maxBatch = DEFAULT_MAX_BATCH }: LifecycleDependencies) {
    const waiting = new WaitingList(store);
    const waitingLimits = { ...DEFAULT_WAITING_LIMITS, ...limits };
    const recorder = new EventRecorder({ store, ids, waiting, limits: waitingLimits });
    const { histories } = recorder;
    const underWay = new BatchesUnderWay();
    this.deps = { store, locator, waiting, limits: waitingLimits, recorder, histories, underWay, maxBatch };
  }

  /** Whole or not at all. @see ingestBatch */
  ingestBatch(raw: readonly unknown[], actor: Actor): Promise<IngestResult[]> {
    return ingestBatch(this.deps, raw, actor);
  }

  /** Each event judged alone. @see ingestEach */
  ingestEach(raw: readonly unknown[], actor: Actor): Promise<IngestResult[]> {
    return ingestEach(this.deps, raw, actor);
  }

  /** NDJSON, a result a line. @see ingestStream */
  ingestStream(chunks: AsyncIterable<Uint8Array>, actor: Actor): AsyncGenerator<LineResult> {
    return ingestStream(this.deps, chunks, actor);
  }

  /** A whole NDJSON file or nothing of it. @see importEvents */
  importEvents(source: ImportSource, actor: Actor, options?: ImportOptions): Promise<IngestCounts> {
    return importEvents(this.deps, source, actor, options);
  }

  /** What became of an event. @see EventStatusView */
  eventStatus(source: string, id: string): Promise<EventStatusView> {
    return eventStatus(this.deps.store, source, id);
  }

  /** The incoming events as they came, a page at a time. @see readEvents */
  readEvents(request: ReadEventsRequest): Promise<EventPage> {
    return readEvents(this.deps.store, request);
  }

  /** The events without effect so far, the oldest first; their age counts from `recordedAt`. */
  async waiting(): Promise<readonly WaitingEvent[]> {
    await this.deps.waiting.catchUp();
    return this.deps.waiting.list();
  }
}
