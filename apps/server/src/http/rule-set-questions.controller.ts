import { Body, Controller, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiQuery, ApiTags } from '@nestjs/swagger';
import { Needs } from '@bailiwick/access';
import { defaultRuleSet } from '@bailiwick/contracts';
import { GetRuleSetDocument, GetRuleSetImpact, GetRuleSetReplay, GetRuleSets } from '@bailiwick/territory';
import {
  analyseRuleSet,
  type CheckedRuleSet,
  checkRuleSet,
  diffRuleSets,
  lintRuleSet,
  placeFindings,
  runStoredTests,
} from '@bailiwick/tiering';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ImpactParams } from './answers/impact-params.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import {
  ruleSetAnalysisSchema,
  ruleSetDiffSchema,
  ruleSetDocumentSchema,
  ruleSetImpactSchema,
  ruleSetLintSchema,
  ruleSetTestsSchema,
} from './answers/rule-set.schema.js';
import { ruleSetReplaySchema } from './answers/replay.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { readParams } from './query-params.js';
import { diffParams, reoptimising, replayParams, ruleSetIn, textOf } from './rule-set-requests.js';
import { coverageView, impactView } from './rule-set-views.js';

const AGAINST = { name: 'against', required: false, schema: { type: 'integer', minimum: 1 } } as const;
const DOCUMENT = { schema: { ...jsonSchemaOf(ruleSetDocumentSchema), example: defaultRuleSet } as object };

/** What can be asked about a rule set that is sent, before anything happens: nothing is recorded. */
@ApiTags('rule-sets')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/rule-sets')
export class RuleSetQuestionsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

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
  @ApiOperation({
    summary: 'Run the tests stored in a rule set, and tell how much of it they show',
    description: 'Nothing is recorded.',
  })
  @ApiBody(DOCUMENT)
  @Answers('what became of each', ruleSetTestsSchema)
  async test(@Body() document: unknown): Promise<z.output<typeof ruleSetTestsSchema>> {
    const ruleSet = ruleSetIn(document);
    const results = await runStoredTests(ruleSet);
    const passed = results.filter((result) => result.passed).length;
    return {
      passed,
      failed: results.length - passed,
      coverage: coverageView(ruleSet, await this.version(await this.versionInForce()), results),
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

  @Post('diff')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Which accounts a rule set gives another tier than a version does, in words',
    description: '`against`: a version; by default the one in force. Nothing is recorded.',
  })
  @ApiBody(DOCUMENT)
  @ApiQuery(AGAINST)
  @Answers('the difference', ruleSetDiffSchema)
  async diff(@Body() document: unknown, @Query() query: unknown): Promise<unknown> {
    const after = ruleSetIn(document);
    const before = readParams(diffParams, query).against ?? (await this.versionInForce());
    return { before, after: null, ...diffRuleSets(await this.version(before), after) };
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

  private async versionInForce(): Promise<number> {
    return (await this.queries.execute(new GetRuleSets())).active;
  }

  private async version(version: number): Promise<CheckedRuleSet> {
    return checkRuleSet(await this.queries.execute(new GetRuleSetDocument({ version })));
  }
}
