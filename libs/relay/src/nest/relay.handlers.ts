import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { Feed } from '../application/feed.js';
import { FollowFeed, ReadFeed } from './relay.messages.js';

// Wired by factories, not by parameter decorators: pure rooms see this file through the index, and compile without.

@QueryHandler(ReadFeed)
export class ReadFeedHandler implements IQueryHandler<ReadFeed> {
  constructor(private readonly feed: Feed) {}

  execute({ request }: ReadFeed) {
    return this.feed.read(request);
  }
}

@QueryHandler(FollowFeed)
export class FollowFeedHandler implements IQueryHandler<FollowFeed> {
  constructor(private readonly feed: Feed) {}

  async execute({ request }: FollowFeed) {
    await this.feed.demandKnown(request.after);
    return this.feed.follow(request);
  }
}
