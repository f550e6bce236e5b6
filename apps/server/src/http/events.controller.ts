import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Post,
  Query,
  Req,
  Res,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOperation,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { toInstant } from '@bailiwick/contracts';
import { BailiwickError } from '@bailiwick/kernel';
import {
  type EventPage,
  EventStatusQuery,
  IngestEvents,
  IngestStream,
  type IngestResult,
  type LineResult,
  ReadEvents,
} from '@bailiwick/lifecycle';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { eventPageSchema, eventStatusSchema, ingestedSchema } from './answers/event.schema.js';
import { Answers } from './answers/json-schema.js';
import { RecognisesRepeats } from './idempotency/idempotency.interceptor.js';
import { DEFAULT_LIMIT } from './paging.js';
import { MAX_PAGE, position, readParams, wholeNumber } from './query-params.js';

type Request = FastifyRequest & AuthenticatedRequest;

const EXAMPLE = {
  specversion: '1.0',
  id: 'crm-4711',
  source: '/crm',
  type: 'account.expanded',
  subject: 'A0001',
  time: '2026-10-02T09:30:00Z',
  data: { accountId: 'A0001', arrDelta: 12000, reason: 'more seats' },
};

const pageParams = z.strictObject({
  after: position.default(0),
  limit: wholeNumber(1, MAX_PAGE).default(DEFAULT_LIMIT),
});

/** Account, CSM and AE events come in here, as CloudEvents 1.0. */
@ApiTags('events')
@ApiBearerAuth()
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Post()
  @HttpCode(200)
  @Needs('ops')
  @RecognisesRepeats()
  @ApiOperation({
    summary: 'Record events',
    description:
      'One event (application/cloudevents+json or application/json), a batch (application/cloudevents-batch+json), or a stream (application/x-ndjson, answered with a result a line). One and batch are checked whole: with any invalid event nothing is recorded. The same source and id with the same content is a repeat, answered as the first time.',
  })
  @ApiConsumes(
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/x-ndjson',
    'application/json',
  )
  @ApiBody({ schema: { type: 'object', example: EXAMPLE } })
  @Answers('a result for each event; of a stream, a result a line', ingestedSchema)
  @ApiResponse({ status: 409, description: 'a source and id that were used for other content' })
  @ApiResponse({ status: 422, description: 'every problem of every event' })
  async record(
    @Body() body: unknown,
    @Req() request: Request,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const actor = request.actor!;
    if (isStream(body)) {
      const results = await this.commands.execute(new IngestStream(body, actor));
      void reply.header('content-type', 'application/x-ndjson');
      return Readable.from(lines(results));
    }
    if (body === undefined || body === null)
      throw new UnsupportedMediaTypeException('expected CloudEvents as JSON or NDJSON');
    const results = await this.commands.execute(new IngestEvents(Array.isArray(body) ? body : [body], actor));
    return { results: results.map(asTheFirstTime) };
  }

  @Get()
  @Needs('ops')
  @Header('cache-control', 'no-store')
  @ApiOperation({
    summary: 'Every incoming event that was recorded, in the order in which they came',
    description:
      'Keep `next` and ask again with it as `after`, until a page is empty. Recorded in this order into an empty log they give the same book. They hold what was sent, names of people included; the feed (`/v1/feed`) is what others should read.',
  })
  @ApiQuery({ name: 'after', required: false, description: 'a position; default 0, the start' })
  @ApiQuery({ name: 'limit', required: false, description: '1 to 1,000, default 100' })
  @Answers('a page', eventPageSchema)
  async recorded(@Query() query: unknown): Promise<EventPage> {
    const { after, limit } = readParams(pageParams, query);
    return this.queries.execute(new ReadEvents(after, limit));
  }

  @Get('status')
  @Header('cache-control', 'no-store')
  @ApiOperation({ summary: 'What became of an event' })
  @ApiQuery({ name: 'source', required: true })
  @ApiQuery({ name: 'id', required: true })
  @Answers('its fate', eventStatusSchema)
  async status(@Query('source') source?: string, @Query('id') id?: string): Promise<unknown> {
    if (!source || !id)
      throw new BailiwickError('bad-query', 'source and id are needed', { expected: '?source=…&id=…' });
    return withMoment(await this.queries.execute(new EventStatusQuery(source, id)));
  }
}

function isStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/** A repeat is answered as the first time, with a mark. */
function asTheFirstTime(result: IngestResult): unknown {
  const answer = withMoment(result);
  return result.status === 'repeat' ? { ...answer, status: 'recorded', repeated: true } : answer;
}

async function* lines(results: AsyncIterable<LineResult>): AsyncGenerator<string> {
  for await (const result of results) yield `${JSON.stringify(withMoment(result))}\n`;
}

/** The log counts milliseconds; every answer tells moments as text. */
function withMoment(result: object): object {
  if (!('recordedAt' in result) || typeof result.recordedAt !== 'number') return result;
  return { ...result, recordedAt: toInstant(result.recordedAt) };
}
