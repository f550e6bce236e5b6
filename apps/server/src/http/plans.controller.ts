import { Readable } from 'node:stream';
import {
  Body,
  Controller,
  Get,
  Header,
  Headers,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  ApiHeader,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiQuery,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import type { IsoDate } from '@bailiwick/kernel';
import { htmlReport } from '@bailiwick/planning';
import {
  GetPlan,
  GetPlanBody,
  GetPlanHead,
  ListPlans,
  type PlanState,
  RequestPlan,
  ResolvePlan,
  TERRITORY,
  type Territory,
} from '@bailiwick/territory';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import {
  planDetailSchema,
  planMovesSchema,
  planPageSchema,
  planRequestedSchema,
  planSchema,
  progressSchema,
} from './answers/plan.schema.js';
import { HarmlessToRepeat, type RequestWithKey } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { moveViews, planDetail, planView, progressView } from './plan-views.js';
import { parsedBody, planIdOf } from './plan-requests.js';
import { policyOrPreset } from './policy-body.js';
import { progressEvents, secondsToWait, untilMade } from './plan-progress.js';
import { pageParams, readParams } from './query-params.js';

const requestSchema = z
  .strictObject({
    planId: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/, '1 to 80 letters, digits, dots, dashes and underscores')
      .optional(),
    asOf: z.iso.date().optional(),
    seed: z.number().int().min(0).optional(),
    iterations: z.number().int().min(1).max(1_000_000_000).optional(),
    timeLimitSeconds: z.number().min(1).max(3600).optional(),
    solver: z.enum(['auto', 'highs', 'glpk']).optional(),
    policy: policyOrPreset.optional(),
  })
  .default({});

const listParams = z.strictObject({ ...pageParams, stage: z.string().optional() });
const moveParams = z.strictObject(pageParams);

/** Plans of the whole book, from request to commit. Nobody moves before a plan was approved and committed. */
@ApiTags('plans')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/plans')
export class PlansController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(TERRITORY) private readonly territory: Territory,
  ) {}

  @Post()
  @HarmlessToRepeat()
  @HttpCode(202)
  @Needs('ops')
  @ApiOperation({
    summary: 'Ask for a plan',
    description:
      'Plans the whole book as of a day, on other threads; the answer comes at once, with the plan’s id. Follow it at `/v1/plans/{id}/progress`, or send `Prefer: wait=60` to be answered (201) when it is made. `policy` is the name of a preset or a whole policy; by default the policy in force. With a `planId` of your own, asking again is the same plan.',
  })
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait=SECONDS, at most 300' })
  @ApiBody({
    required: false,
    schema: { type: 'object', example: { asOf: '2026-10-01', timeLimitSeconds: 30, policy: 'even' } },
  })
  @ApiResponse({ status: 202, description: 'it will be made', schema: jsonSchemaOf(planRequestedSchema) })
  @ApiResponse({
    status: 201,
    description: 'it was made, without its rows',
    schema: jsonSchemaOf(planSchema),
  })
  @ApiResponse({ status: 422, description: 'every problem of the request' })
  async request(
    @Body() body: unknown,
    @Headers('prefer') prefer: string | undefined,
    @Req() request: RequestWithKey,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { asOf, planId: given, ...rest } = parsedBody(requestSchema, body);
    const wanted = { ...rest, asOf: asOf as IsoDate | undefined, planId: given ?? request.stableId };
    const planId = await this.commands.execute(new RequestPlan(wanted, request.actor!));
    return this.requested(planId, prefer, reply);
  }

  @Get()
  @ApiOperation({ summary: 'Plans by id, a page at a time' })
  @ApiPaging()
  @ApiQuery({ name: 'stage', required: false, description: 'only those in this stage of their life' })
  @Answers('a page', planPageSchema)
  async list(@Query() query: unknown): Promise<Page<unknown> & { plans: readonly unknown[] }> {
    const { stage, ...paging } = readParams(listParams, query);
    const plans = await this.queries.execute(new ListPlans());
    const wanted = stage === undefined ? plans : plans.filter((plan) => plan.stage === stage);
    const page = pageOf(wanted, ({ planId }) => planId, paging);
    return { ...page, items: page.items.map(planView), plans: page.items.map(planView) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A plan: its stage; once made objective, bound, gap, terms, counts, metrics' })
  @Answers('the plan', planDetailSchema)
  async one(@Param('id') id: string): Promise<unknown> {
    const state = await this.queries.execute(new GetPlan(planIdOf(id)));
    if (!state.proposed) return planView(state);
    return planDetail(state, await this.queries.execute(new GetPlanHead(id)));
  }

  @Get(':id/moves')
  @ApiOperation({
    summary:
      'Every account that would change hands, why, and who else could have it; and those that get a first owner',
  })
  @ApiPaging()
  @Answers('a page', planMovesSchema)
  async moves(@Param('id') id: string, @Query() query: unknown): Promise<unknown> {
    const { state, plan } = await this.queries.execute(new GetPlanBody(planIdOf(id)));
    const moves = moveViews(state, plan, await this.territory.plans.moves(id));
    const page = pageOf(moves, ({ accountId }) => accountId, readParams(moveParams, query));
    return { ...page, moves: page.items };
  }

  @Get(':id/progress')
  @ApiOperation({
    summary: 'How far the making of a plan has come',
    description:
      'With `Accept: text/event-stream`: every step, and `ended` with its stage when there is no more to come.',
  })
  @ApiProduces('application/json', 'text/event-stream')
  @Answers('the latest step, or a stream', progressSchema)
  async progress(
    @Param('id') id: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const state = await this.queries.execute(new GetPlan(planIdOf(id)));
    if (!accept?.includes('text/event-stream')) return progressView(state, await this.territory.progress(id));
    void reply.header('content-type', 'text/event-stream; charset=utf-8');
    void reply.header('cache-control', 'no-store');
    const left = new AbortController();
    reply.raw.once('close', () => left.abort());
    return Readable.from(progressEvents(this.territory, id, left.signal));
  }

  @Get(':id/report')
  @Header('content-type', 'text/html; charset=utf-8')
  @ApiOperation({ summary: 'The plan as a page with pictures' })
  @ApiOkResponse({
    description: 'one self-contained page',
    content: { 'text/html': { schema: { type: 'string', example: '<!doctype html>…' } } },
  })
  async report(@Param('id') id: string): Promise<string> {
    return htmlReport((await this.queries.execute(new GetPlanBody(planIdOf(id)))).plan, 'Territory plan');
  }

  @Post(':id/resolve')
  @HttpCode(202)
  @Needs('ops')
  @ApiOperation({
    summary: 'Ask for the same plan again, as things are now',
    description: 'For a plan whose moves have become stale. Answers like `POST /v1/plans`.',
  })
  @ApiResponse({ status: 202, description: 'it will be made', schema: jsonSchemaOf(planRequestedSchema) })
  async resolve(
    @Param('id') id: string,
    @Headers('prefer') prefer: string | undefined,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const planId = await this.commands.execute(new ResolvePlan(planIdOf(id), request.actor!));
    return this.requested(planId, prefer, reply);
  }

  private async requested(planId: string, prefer: string | undefined, reply: FastifyReply): Promise<unknown> {
    void reply.header('location', `/v1/plans/${planId}`);
    const seconds = secondsToWait(prefer);
    if (seconds > 0) await untilMade(this.territory, planId, seconds);
    const state: PlanState = await this.queries.execute(new GetPlan(planId));
    if (seconds > 0) void reply.header('preference-applied', `wait=${seconds}`);
    if (state.stage === 'requested') return { planId, stage: state.stage };
    void reply.status(201);
    return planView(state);
  }
}
