import { Query } from '@nestjs/cqrs';
import type { FeedPage, FeedRequest, FollowRequest } from '../application/feed.js';

/** A page of what the log tells the world. */
export class ReadFeed extends Query<FeedPage> {
  constructor(readonly request: FeedRequest) {
    super();
  }
}

/** The same without end, for a stream. */
export class FollowFeed extends Query<AsyncGenerator<FeedPage>> {
  constructor(readonly request: FollowRequest) {
    super();
  }
}
