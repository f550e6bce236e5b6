import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Lifecycle } from '../application/lifecycle.js';
import {
  EventStatusQuery,
  IngestEvents,
  IngestStream,
  ListWaiting,
  ReadEvents,
} from './lifecycle.messages.js';

/** The token under which the door for events is injected. */
export const LIFECYCLE = Symbol('LIFECYCLE');

// Wired by factories, not by parameter decorators: pure rooms see this file through the index, and compile without.

@CommandHandler(IngestEvents)
export class IngestEventsHandler implements ICommandHandler<IngestEvents> {
  constructor(private readonly lifecycle: Lifecycle) {}

  execute({ events, actor }: IngestEvents) {
    return this.lifecycle.ingestBatch(events, actor);
  }
}

@CommandHandler(IngestStream)
export class IngestStreamHandler implements ICommandHandler<IngestStream> {
  constructor(private readonly lifecycle: Lifecycle) {}

  async execute({ chunks, actor }: IngestStream) {
    return this.lifecycle.ingestStream(chunks, actor);
  }
}

@QueryHandler(EventStatusQuery)
export class EventStatusHandler implements IQueryHandler<EventStatusQuery> {
  constructor(private readonly lifecycle: Lifecycle) {}

  execute({ source, id }: EventStatusQuery) {
    return this.lifecycle.eventStatus(source, id);
  }
}

@QueryHandler(ListWaiting)
export class ListWaitingHandler implements IQueryHandler<ListWaiting> {
  constructor(private readonly lifecycle: Lifecycle) {}

  execute() {
    return this.lifecycle.waiting();
  }
}

@QueryHandler(ReadEvents)
export class ReadEventsHandler implements IQueryHandler<ReadEvents> {
  constructor(private readonly lifecycle: Lifecycle) {}

  execute({ after, limit }: ReadEvents) {
    return this.lifecycle.readEvents({ after, limit });
  }
}
