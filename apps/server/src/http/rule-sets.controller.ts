import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import {
  ActivateRuleSet,
  BUILT_IN_VERSION,
  GetRuleSetDocument,
  GetRuleSetImpact,
  GetRuleSetReplay,
  GetRuleSets,
  JudgeRuleSet,
  RollBackRuleSet,
  type RuleSetsState,
} from '@bailiwick/territory';
import {
  analyseRuleSet,
  checkRuleSet,
  diffRuleSets,
  lintRuleSet,
  placeFindings,
  runStoredTests,
} from '@bailiwick/tiering';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { ImpactParams } from './answers/impact-params.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import {
  ruleSetAnalysisSchema,
  ruleSetDiffSchema,
  ruleSetDocumentSchema,
  ruleSetImpactSchema,
  ruleSetLintSchema,
  ruleSetPageSchema,
  ruleSetTestsSchema,
  ruleSetVersionSchema,
} from './answers/rule-set.schema.js';
import { ruleSetReplaySchema } from './answers/replay.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { parsedBody } from './plan-requests.js';
import { notFound, pageParams, readParams, wholeNumber } from './query-params.js';
import {
  activateBody,
  reasonBody,
  reoptimising,
  replayParams,
  rollbackBody,
  ruleSetIn,
  textOf,
  versionNumber,
} from './rule-set-requests.js';
import { builtInView, impactView, versionView } from './rule-set-views.js';

const listParams = z.strictObject(pageParams);
const diffParams = z.strictObject({ against: wholeNumber(1, 1_000_000_000).optional() });
const DOCUMENT = { schema: { ...jsonSchemaOf(ruleSetDocumentSchema), example: defaultRuleSet } as object };
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

  @Post('lint')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({ summary: 'Everything that is wrong with a rule set', description: 'Nothing is recorded.' })
  @ApiBody(DOCUMENT)
  @Answers('errors and warnings', ruleSetLintSchema)
  lint(@Body() document: unknown): z.output<typeof ruleSetLintSchema> {
    const { problems, ruleSet, contentHash } = lintRuleSet(textOf(document));
    return {
      ok: ruleSet !== undefined,
      ...(contentHash === undefined ? {} : { contentHash }),
      problems: problems.map((problem) => ({ ...problem })),
    };
  }

  @Post('test')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({ summary: 'Run the tests stored in a rule set', description: 'Nothing is recorded.' })
  @ApiBody(DOCUMENT)
  @Answers('what became of each', ruleSetTestsSchema)
  async test(@Body() document: unknown): Promise<z.output<typeof ruleSetTestsSchema>> {
    const results = await runStoredTests(ruleSetIn(document));
    const passed = results.filter((result) => result.passed).length;
    return {
      passed,
      failed: results.length - passed,
      tests: results.map(({ name, passed: ok, differences }) => ({
        name,
        passed: ok,
        differences: [...differences],
      })),
    };
  }

  @Post('analyse')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Rules without effect, accounts that no rule is true of, overlaps, each with an example',
    description: 'Nothing is recorded.',
  })
  @ApiBody(DOCUMENT)
  @Answers('what was found', ruleSetAnalysisSchema)
  analyse(@Body() document: unknown): z.output<typeof ruleSetAnalysisSchema> {
    const { findings, unanswered, boxes } = analyseRuleSet(ruleSetIn(document));
    const problems = placeFindings(findings).map((problem) => ({ ...problem }));
    return { problems, complete: unanswered.length === 0, boxes };
  }

  @Post('impact')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'What a rule set would do to the book of today, were it put in force now',
    description: 'Nothing is recorded.',
  })
  @ApiBody(DOCUMENT)
  @ImpactParams()
  @Answers('its impact', ruleSetImpactSchema)
  async impact(
    @Body() document: unknown,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const wanted = reoptimising(query, reply);
    return impactView(await this.queries.execute(new GetRuleSetImpact(ruleSetIn(document), wanted)));
  }

  @Post('replay')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'How the last months would have looked under a rule set, beside the one in force',
    description:
      'Every account’s events again, with stability and its checks, as if either rule set had always been in force. Tiers by hand do not count. Nothing is recorded.',
  })
  @ApiBody(DOCUMENT)
  @ApiQuery({
    name: 'months',
    required: false,
    schema: { type: 'integer', minimum: 1, maximum: 120, default: 12 },
  })
  @Answers('moves and reversals under both', ruleSetReplaySchema)
  replay(@Body() document: unknown, @Query() query: unknown): Promise<unknown> {
    const { months } = readParams(replayParams, query);
    return this.queries.execute(new GetRuleSetReplay(ruleSetIn(document), months));
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
