import { Command, Query } from '@nestjs/cqrs';
import type { Actor } from '@bailiwick/kernel';
import type { EventStatusView } from '../application/event-status.js';
import type { IngestResult, LineResult } from '../application/ingest-result.js';
import type { EventPage } from '../application/read-events.js';
import type { WaitingEvent } from '../application/waiting-list.js';

/** Record a batch of CloudEvents, whole or not at all. */
export class IngestEvents extends Command<IngestResult[]> {
  constructor(
    readonly events: readonly unknown[],
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Record NDJSON line by line. */
export class IngestStream extends Command<AsyncGenerator<LineResult>> {
  constructor(
    readonly chunks: AsyncIterable<Uint8Array>,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** What became of the event with this source and id. */
export class EventStatusQuery extends Query<EventStatusView> {
  constructor(
    readonly source: string,
    readonly id: string,
  ) {
    super();
  }
}

/** The events that have no effect yet, the oldest first. */
export class ListWaiting extends Query<readonly WaitingEvent[]> {}

/** The incoming events after a position, in the order in which they came. */
export class ReadEvents extends Query<EventPage> {
  constructor(
    readonly after: number,
    readonly limit: number,
  ) {
    super();
  }
}
