import { Readable } from 'node:stream';
import { Controller, Get, Headers, Inject, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { OUTGOING_TYPES, type OutgoingType } from '@bailiwick/contracts';
import { type FeedPage, FollowFeed, ReadFeed } from '@bailiwick/relay';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { feedAnswer } from './answers/feed.schema.js';
import { DEFAULT_LIMIT } from './paging.js';
import { MAX_PAGE, outgoingTypes, position, readParams, wholeNumber } from './query-params.js';
import { resumeAfter, serverSentEvents } from './server-sent-events.js';

const MAX_WAIT_SECONDS = 60;

const params = z.strictObject({
  after: position.default(0),
  limit: wholeNumber(1, MAX_PAGE).default(DEFAULT_LIMIT),
  type: outgoingTypes.optional(),
  wait: wholeNumber(0, MAX_WAIT_SECONDS).default(0),
});

/** What the log tells the world: every change of territory and tier, and the life of plans. */
@ApiTags('feed')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/feed')
export class FeedController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'Everything published, in order, from any position',
    description:
      'CloudEvents 1.0 in the order of the log. Keep `next` and ask again with it as `after`. Pages hold whole commits, each event once, and are empty only at the end; ids follow from the log, so that a repeat carries the same one. With `Accept: text/event-stream` the answer is a stream without end: `id` POSITION-INDEX, `event` the type, `data` the CloudEvent; it goes on where `Last-Event-ID` says.',
  })
  @ApiQuery({ name: 'after', required: false, description: 'a position; default 0, the start' })
  @ApiQuery({
    name: 'limit',
    required: false,
    description: '1 to 1,000, default 100; a commit is never cut, so that a page may hold more',
  })
  @ApiQuery({
    name: 'type',
    required: false,
    enum: OUTGOING_TYPES,
    isArray: true,
    description:
      'repeated or separated by commas; default: all but territory.ownership.v1, which repeats what territory.changed.v1 says',
  })
  @ApiQuery({
    name: 'wait',
    required: false,
    description: 'seconds, 0 to 60, to wait for the first event; default 0',
  })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'of a stream that broke; beats `after`' })
  @ApiResponse(feedAnswer)
  @ApiResponse({ status: 409, description: 'a position that this log has not reached: it is of another log' })
  async feed(
    @Query() query: unknown,
    @Headers('accept') accept: string | undefined,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedPage | Readable> {
    const { after, limit, type: types, wait } = readParams(params, query);
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    if (!accept?.includes('text/event-stream'))
      return this.queries.execute(
        new ReadFeed({ after, limit, types, waitMs: wait * 1_000, signal: left.signal }),
      );
    return this.stream(after, types, lastEventId, left.signal, reply);
  }

  private async stream(
    after: number,
    types: readonly OutgoingType[] | undefined,
    lastEventId: string | undefined,
    signal: AbortSignal,
    reply: FastifyReply,
  ): Promise<Readable> {
    const start = lastEventId ? resumeAfter(lastEventId) : { after, index: -1 };
    const pages = await this.queries.execute(new FollowFeed({ after: start.after, types, signal }));
    void reply.header('content-type', 'text/event-stream; charset=utf-8');
    void reply.header('cache-control', 'no-store');
    // Proxies that collect answers before they pass them on would hold the stream back.
    void reply.header('x-accel-buffering', 'no');
    return Readable.from(serverSentEvents(pages, start));
  }
}
