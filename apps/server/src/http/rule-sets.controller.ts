import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import {
  ActivateRuleSet,
  BUILT_IN_VERSION,
  GetRuleSetDocument,
  GetRuleSets,
  JudgeRuleSet,
  RollBackRuleSet,
  type RuleSetsState,
} from '@bailiwick/territory';
import { checkRuleSet, diffRuleSets } from '@bailiwick/tiering';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers } from './answers/json-schema.js';
import {
  ruleSetDiffSchema,
  ruleSetDocumentSchema,
  ruleSetPageSchema,
  ruleSetVersionSchema,
} from './answers/rule-set.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { parsedBody } from './plan-requests.js';
import { notFound, pageParams, readParams } from './query-params.js';
import { activateBody, diffParams, reasonBody, rollbackBody, versionNumber } from './rule-set-requests.js';
import { builtInView, versionView } from './rule-set-views.js';

const listParams = z.strictObject(pageParams);
const REASON = { required: false, schema: { type: 'object', example: { reason: 'as agreed' } } };

/** The rules that decide on tiers: versions, and what people do with them. */
@ApiTags('rule-sets')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/rule-sets')
export class RuleSetsController {
  private readonly builtIn = checkRuleSet(defaultRuleSet);

  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Versions, the oldest first, a page at a time',
    description: 'Version 1 is built in.',
  })
  @ApiPaging()
  @Answers('a page', ruleSetPageSchema)
  async list(@Query() query: unknown): Promise<Page<unknown>> {
    const views = this.views(await this.queries.execute(new GetRuleSets()));
    return pageOf(views, ({ version }) => String(version).padStart(10, '0'), readParams(listParams, query));
  }

  @Get('active')
  @ApiOperation({ summary: 'The document of the rule set in force' })
  @Answers('the rule set', ruleSetDocumentSchema)
  async active(): Promise<RuleSet> {
    const { active: version } = await this.queries.execute(new GetRuleSets());
    return this.queries.execute(new GetRuleSetDocument({ version }));
  }

  @Post('rollback')
  @Needs('approver')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Bring the rules of an earlier version back at once',
    description:
      'By default those that were in force before the present ones; `to` names a version. They become a new version, in force without another approval: they were approved once.',
  })
  @ApiBody({ required: false, schema: { type: 'object', example: { to: 1, reason: 'too many complaints' } } })
  @Answers('the new version', ruleSetVersionSchema)
  @ApiResponse({ status: 409, description: 'nothing else was in force before' })
  async rollback(@Body() body: unknown, @Req() { actor }: AuthenticatedRequest): Promise<unknown> {
    const said = parsedBody(rollbackBody, body);
    return versionView(await this.commands.execute(new RollBackRuleSet(said, actor!)));
  }

  @Get(':version')
  @ApiOperation({ summary: 'Where a version is in its life' })
  @Answers('the version', ruleSetVersionSchema)
  async one(@Param('version') version: string): Promise<unknown> {
    const wanted = versionNumber(version);
    const views = this.views(await this.queries.execute(new GetRuleSets()));
    const known = views.find((view) => view.version === wanted);
    if (!known) throw notFound('version of the rule set', version);
    return known;
  }

  @Get(':version/document')
  @ApiOperation({ summary: 'The document of a version' })
  @Answers('the rule set', ruleSetDocumentSchema)
  document(@Param('version') version: string): Promise<RuleSet> {
    return this.queries.execute(new GetRuleSetDocument({ version: versionNumber(version) }));
  }

  @Get(':version/diff')
  @ApiOperation({
    summary: 'Which accounts a version gives another tier than another version does, in words',
    description: '`against`: a version; by default the one that it was made from.',
  })
  @ApiQuery({ name: 'against', required: false, schema: { type: 'integer', minimum: 1 } })
  @Answers('the difference', ruleSetDiffSchema)
  async diff(@Param('version') version: string, @Query() query: unknown): Promise<unknown> {
    const after = versionNumber(version);
    const { versions } = await this.queries.execute(new GetRuleSets());
    const basedOn = versions.find((known) => known.version === after)?.basedOn ?? BUILT_IN_VERSION;
    const before = readParams(diffParams, query).against ?? basedOn;
    const [old, next] = await Promise.all([
      this.queries.execute(new GetRuleSetDocument({ version: before })),
      this.queries.execute(new GetRuleSetDocument({ version: after })),
    ]);
    return { before, after, ...diffRuleSets(checkRuleSet(old), checkRuleSet(next)) };
  }

  @Post(':version/approve')
  @Needs('approver')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Approve a version; it decides nothing yet',
    description: 'Nobody who wrote on it, or published it, may.',
  })
  @ApiBody(REASON)
  @Answers('the version', ruleSetVersionSchema)
  @ApiResponse({ status: 403, description: 'it is your own' })
  approve(@Param('version') version: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    return this.judge(version, 'approve', body, request);
  }

  @Post(':version/reject')
  @Needs('approver')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({ summary: 'Reject a version, also one that waits for its day' })
  @ApiBody(REASON)
  @Answers('the version', ruleSetVersionSchema)
  reject(@Param('version') version: string, @Body() body: unknown, @Req() request: AuthenticatedRequest) {
    return this.judge(version, 'reject', body, request);
  }

  @Post(':version/activate')
  @Needs('approver')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Put an approved version in force, now or at the start (UTC) of a day',
    description:
      'It is checked again then: errors, stored tests, and that no other version came into force since it was made. Every tier that follows is decided when this answers.',
  })
  @ApiBody({ required: false, schema: { type: 'object', example: { on: '2027-01-01' } } })
  @Answers('the version', ruleSetVersionSchema)
  @ApiResponse({ status: 409, description: 'not approved, outdated, or it no longer passes its checks' })
  async activate(
    @Param('version') version: string,
    @Body() body: unknown,
    @Req() { actor }: AuthenticatedRequest,
  ): Promise<unknown> {
    const said = parsedBody(activateBody, body);
    const command = new ActivateRuleSet(versionNumber(version), said, actor!);
    return versionView(await this.commands.execute(command));
  }

  private async judge(
    version: string,
    verdict: 'approve' | 'reject',
    body: unknown,
    { actor }: AuthenticatedRequest,
  ): Promise<unknown> {
    const { reason } = parsedBody(reasonBody, body);
    const command = new JudgeRuleSet(versionNumber(version), verdict, reason, actor!);
    return versionView(await this.commands.execute(command));
  }

  private views({ active, versions }: RuleSetsState) {
    const builtIn = builtInView(this.builtIn, active === BUILT_IN_VERSION);
    return [builtIn, ...versions.map(versionView)];
  }
}
