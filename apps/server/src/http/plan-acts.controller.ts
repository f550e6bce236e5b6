import { applyDecorators, Body, Controller, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import {
  ApiBearerAuth,
  ApiBody,
  type ApiBodyOptions,
  ApiOperation,
  ApiResponse,
  ApiTags,
} from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import type { Role } from '@bailiwick/kernel';
import { ActOnPlan, type PlanAct } from '@bailiwick/territory';
import { z } from 'zod';
import { Answers } from './answers/json-schema.js';
import { planSchema } from './answers/plan.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { parsedBody, planIdOf } from './plan-requests.js';
import { planView } from './plan-views.js';
import { effectiveAt } from './query-params.js';

const reason = z.string().max(2_000).optional();
const reasonSchema = z.strictObject({ reason }).default({});
const effectSchema = z.strictObject({ effectiveAt: effectiveAt.optional(), reason }).default({});

const REASON: ApiBodyOptions = { schema: { type: 'object', example: { reason: 'fits the quarter' } } };
const EFFECT: ApiBodyOptions = {
  description: '`effectiveAt`: a moment, or a day for its start; now by default, not in the future',
  schema: { type: 'object', example: { effectiveAt: '2026-10-01T00:00:00Z' } },
};

/** A route by which a person does something with a plan; it answers with the plan. */
const Act = (
  path: string,
  role: Role,
  summary: string,
  body: ApiBodyOptions = REASON,
  description?: string,
) =>
  applyDecorators(
    Post(`:id/${path}`),
    HttpCode(200),
    Needs(role),
    HarmlessToRepeat(),
    ApiOperation({ summary, ...(description === undefined ? {} : { description }) }),
    ApiBody({ required: false, ...body }),
    Answers('the plan', planSchema),
  );

/** What people do with plans. Each does nothing when it was done before. */
@ApiTags('plans')
@ApiBearerAuth()
@Controller('v1/plans')
export class PlanActsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Act('cancel', 'ops', 'Take the request for a plan back while it is being made')
  cancel(@Param('id') id: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    return this.act(id, { do: 'cancel', ...parsedBody(reasonSchema, body) }, request);
  }

  @Act('moves/:accountId/accept', 'ops', 'Accept one move')
  accept(
    @Param('id') id: string,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
  ) {
    const said = parsedBody(reasonSchema, body);
    return this.act(id, { do: 'review', accountId, verdict: 'accepted', ...said }, request);
  }

  @Act('moves/:accountId/reject', 'ops', 'Reject one move: a commit leaves it out')
  rejectMove(
    @Param('id') id: string,
    @Param('accountId') accountId: string,
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
  ) {
    const said = parsedBody(reasonSchema, body);
    return this.act(id, { do: 'review', accountId, verdict: 'rejected', ...said }, request);
  }

  @Act('approve', 'approver', 'Approve a plan; nobody moves yet')
  approve(@Param('id') id: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    return this.act(id, { do: 'approve', ...parsedBody(reasonSchema, body) }, request);
  }

  @Act('reject', 'approver', 'Reject a plan')
  reject(@Param('id') id: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    return this.act(id, { do: 'reject', ...parsedBody(reasonSchema, body) }, request);
  }

  @Act(
    'commit',
    'approver',
    'Make the moves of an approved plan',
    EFFECT,
    'Moves whose account, or the CSM they go to, changed since the plan was solved are left out. If what remains breaks a hard constraint that today’s book keeps, nothing is moved (409) and `resolve` makes a new plan. Repeating it changes nothing.',
  )
  @ApiResponse({ status: 409, description: 'not approved, or it no longer fits the book' })
  commit(@Param('id') id: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    const { effectiveAt: at } = parsedBody(effectSchema, body);
    return this.act(id, { do: 'commit', effectiveAt: at }, request);
  }

  @Act(
    'rollback',
    'approver',
    'Take the moves of a committed plan back',
    EFFECT,
    'Each account goes back to its former CSM, unless either has changed since.',
  )
  rollback(@Param('id') id: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    const { effectiveAt: at, ...said } = parsedBody(effectSchema, body);
    return this.act(id, { do: 'roll-back', effectiveAt: at, ...said }, request);
  }

  private async act(id: string, act: PlanAct, request: AuthenticatedRequest): Promise<unknown> {
    return planView(await this.commands.execute(new ActOnPlan(planIdOf(id), act, request.actor!)));
  }
}
