import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Put,
  Query,
  Req,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { tierOverriddenData, toInstant } from '@bailiwick/contracts';
import {
  EndTierOverride,
  type ListedOverride,
  ListTierOverrides,
  MOST_OVERRIDES,
  OverrideTiers,
} from '@bailiwick/territory';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import { tierOverridePageSchema, tierOverrideSchema } from './answers/rule-set.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { parsedBody } from './plan-requests.js';
import { effectiveAt, notFound, pageParams, readParams } from './query-params.js';
import { reasonBody } from './rule-set-requests.js';

const listParams = z.strictObject(pageParams);
const { tier, reason, approver, accountId } = tierOverriddenData.shape;
const wish = z.strictObject({ tier, reason, approver, expiresAt: effectiveAt });
const many = z.array(wish.extend({ accountId })).max(MOST_OVERRIDES);

const EXAMPLE = { tier: 'high', reason: 'reference customer', expiresAt: '2027-03-31' };

/** Tiers that people decide on for single accounts, whatever the rules say. */
@ApiTags('tier overrides')
@ApiBearerAuth()
@Needs('ops')
@Controller('v1')
export class TierOverridesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get('tier-overrides')
  @Needs('viewer')
  @ApiOperation({ summary: 'Overrides that are in force, by account, a page at a time' })
  @ApiPaging()
  @Answers('a page', tierOverridePageSchema)
  async list(@Query() query: unknown): Promise<Page<unknown>> {
    const all = await this.queries.execute(new ListTierOverrides());
    const page = pageOf(all, (override) => override.accountId, readParams(listParams, query));
    return { ...page, items: page.items.map(overrideView) };
  }

  @Post('tier-overrides')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Decide on the tiers of many accounts, all of them or none',
    description: `A list of at most ${MOST_OVERRIDES}. One that an account has already is replaced.`,
  })
  @ApiBody({
    schema: { type: 'array', items: { type: 'object' }, example: [{ accountId: 'A0001', ...EXAMPLE }] },
  })
  @ApiResponse({ status: 200, description: 'how many', schema: { type: 'object', example: { set: 1 } } })
  @ApiResponse({ status: 422, description: 'everything that is wrong with any of them; nothing is recorded' })
  async setMany(@Body() body: unknown, @Req() { actor }: AuthenticatedRequest): Promise<{ set: number }> {
    const wishes = parsedBody(many, body);
    await this.commands.execute(new OverrideTiers(wishes, actor!));
    return { set: wishes.length };
  }

  @Get('accounts/:id/tier-override')
  @Needs('viewer')
  @ApiOperation({ summary: 'The override of an account, if one is in force' })
  @Answers('the override', tierOverrideSchema)
  async one(@Param('id') id: string): Promise<unknown> {
    const all = await this.queries.execute(new ListTierOverrides());
    const known = all.find((override) => override.accountId === id);
    if (!known) throw notFound('tier override of account', id);
    return overrideView(known);
  }

  @Put('accounts/:id/tier-override')
  @ApiOperation({
    summary: 'Decide on the tier of an account until a moment',
    description:
      'It counts at once and ends by itself at `expiresAt` (a moment, or a day for its start in UTC): then the account has the tier that it had before, unless the rules have come to say otherwise. Its author is who sends it.',
  })
  @ApiBody({ schema: { type: 'object', example: EXAMPLE } })
  @Answers('the override', tierOverrideSchema)
  async set(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() { actor }: AuthenticatedRequest,
  ): Promise<unknown> {
    const wanted = parsedBody(wish, body);
    await this.commands.execute(new OverrideTiers([{ ...wanted, accountId: accountId.parse(id) }], actor!));
    return this.one(id);
  }

  @Delete('accounts/:id/tier-override')
  @HttpCode(204)
  @ApiOperation({ summary: 'End the override of an account before its time' })
  @ApiBody({ required: false, schema: { type: 'object', example: { reason: 'no longer a reference' } } })
  @ApiResponse({ status: 204, description: 'ended' })
  async end(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() { actor }: AuthenticatedRequest,
  ): Promise<void> {
    const { reason: why } = parsedBody(reasonBody, body);
    await this.commands.execute(new EndTierOverride(id, why, actor!));
  }
}

function overrideView({ recordedAt, ...override }: ListedOverride): z.output<typeof tierOverrideSchema> {
  return { ...override, recordedAt: toInstant(recordedAt) };
}
