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
  Res,
} from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { defaultRuleSet } from '@bailiwick/contracts';
import {
  DiscardRuleSetDraft,
  GetRuleSetDocument,
  GetRuleSetImpact,
  GetRuleSets,
  PublishRuleSet,
  type RuleSetDraft,
  SaveRuleSetDraft,
} from '@bailiwick/territory';
import { checkRuleSet, diffRuleSets } from '@bailiwick/tiering';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { ImpactParams } from './answers/impact-params.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import {
  ruleSetDiffSchema,
  ruleSetDocumentSchema,
  ruleSetDraftPageSchema,
  ruleSetDraftSchema,
  ruleSetImpactSchema,
  ruleSetVersionSchema,
} from './answers/rule-set.schema.js';
import { HarmlessToRepeat } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { parsedBody } from './plan-requests.js';
import { notFound, pageParams, readParams } from './query-params.js';
import {
  draftEtag,
  draftIdOf,
  draftSeen,
  publishBody,
  reoptimising,
  ruleSetIn,
} from './rule-set-requests.js';
import { draftView, impactView, versionView } from './rule-set-views.js';

const listParams = z.strictObject(pageParams);
const IF_MATCH = { name: 'If-Match', required: true, description: 'the ETag of the draft, or *' } as const;

/** Rule sets in the making: ops edit them as JSON. */
@ApiTags('rule-sets')
@ApiBearerAuth()
@Needs('ops')
@Controller('v1/rule-sets/drafts')
export class RuleSetDraftsController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get()
  @Needs('viewer')
  @ApiOperation({ summary: 'Drafts by name, a page at a time' })
  @ApiPaging()
  @Answers('a page', ruleSetDraftPageSchema)
  async list(@Query() query: unknown): Promise<Page<unknown>> {
    const { drafts } = await this.queries.execute(new GetRuleSets());
    const page = pageOf(drafts, ({ draftId }) => draftId, readParams(listParams, query));
    return { ...page, items: page.items.map(draftView) };
  }

  @Get(':draftId')
  @Needs('viewer')
  @ApiOperation({
    summary: 'The document of a draft',
    description: 'Its ETag is what an edit is based on, for `If-Match`.',
  })
  @Answers('the rule set', ruleSetDocumentSchema)
  async one(
    @Param('draftId') draftId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const draft = await this.draft(draftIdOf(draftId));
    void reply.header('etag', draftEtag(draft));
    return this.queries.execute(new GetRuleSetDocument({ draftId }));
  }

  @Put(':draftId')
  @ApiOperation({
    summary: 'Save a draft',
    description:
      'The body is the whole rule set. Wants `If-None-Match: *` for a new draft, or `If-Match` with the ETag of the one that was edited. A document with errors is refused with all of them, and what was there stays.',
  })
  @ApiHeader({ ...IF_MATCH, required: false })
  @ApiHeader({ name: 'If-None-Match', required: false, description: '*: there must be no such draft yet' })
  @ApiBody({ schema: { ...jsonSchemaOf(ruleSetDocumentSchema), example: defaultRuleSet } as object })
  @Answers('the draft', ruleSetDraftSchema)
  @ApiResponse({ status: 412, description: 'somebody else saved it meanwhile' })
  @ApiResponse({ status: 422, description: 'the rule set has errors' })
  @ApiResponse({ status: 428, description: 'If-Match is missing' })
  async save(
    @Param('draftId') name: string,
    @Body() document: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const draftId = draftIdOf(name);
    const said = { seen: draftSeen(draftId, request.headers) };
    const draft = await this.commands.execute(
      new SaveRuleSetDraft(draftId, ruleSetIn(document), said, request.actor!),
    );
    void reply.header('etag', draftEtag(draft));
    return draftView(draft);
  }

  @Delete(':draftId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Throw a draft away' })
  @ApiHeader(IF_MATCH)
  @ApiResponse({ status: 204, description: 'it is gone; the log remembers it' })
  @ApiResponse({ status: 412, description: 'somebody else saved it meanwhile' })
  async discard(@Param('draftId') name: string, @Req() request: AuthenticatedRequest): Promise<void> {
    const draftId = draftIdOf(name);
    const said = { seen: draftSeen(draftId, request.headers) };
    await this.commands.execute(new DiscardRuleSetDraft(draftId, said, request.actor!));
  }

  @Get(':draftId/impact')
  @Needs('viewer')
  @ApiOperation({
    summary: 'What a draft would do to the book of today, were it put in force now',
    description: 'Nothing is recorded.',
  })
  @ImpactParams()
  @Answers('its impact', ruleSetImpactSchema)
  async impact(
    @Param('draftId') name: string,
    @Query() query: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const draftId = draftIdOf(name);
    const wanted = reoptimising(query, reply);
    const document = await this.queries.execute(new GetRuleSetDocument({ draftId }));
    return impactView(await this.queries.execute(new GetRuleSetImpact(checkRuleSet(document), wanted)));
  }

  @Get(':draftId/diff')
  @Needs('viewer')
  @ApiOperation({ summary: 'Which accounts a draft gives another tier than the rule set in force, in words' })
  @Answers('the difference', ruleSetDiffSchema)
  async diff(@Param('draftId') name: string): Promise<unknown> {
    const draftId = draftIdOf(name);
    const { active: before } = await this.queries.execute(new GetRuleSets());
    const [old, next] = await Promise.all([
      this.queries.execute(new GetRuleSetDocument({ version: before })),
      this.queries.execute(new GetRuleSetDocument({ draftId })),
    ]);
    return { before, after: null, ...diffRuleSets(checkRuleSet(old), checkRuleSet(next)) };
  }

  @Post(':draftId/publish')
  @HttpCode(200)
  @HarmlessToRepeat()
  @ApiOperation({
    summary: 'Make a draft a version that can no longer be edited',
    description:
      'Its stored tests must pass, and its impact must be within the `limits` of the rule set in force and its own, unless `override` says why it may exceed them. It decides nothing until it was approved, by somebody who did not write on it, and activated.',
  })
  @ApiHeader(IF_MATCH)
  @ApiBody({
    required: false,
    schema: { type: 'object', example: { reason: 'high touch from 300K', override: { reason: 'agreed' } } },
  })
  @Answers('the version', ruleSetVersionSchema)
  @ApiResponse({ status: 409, description: 'beyond the limits, or another version came into force since' })
  @ApiResponse({ status: 412, description: 'somebody else saved it meanwhile' })
  @ApiResponse({ status: 422, description: 'a stored test fails' })
  async publish(
    @Param('draftId') name: string,
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
  ): Promise<unknown> {
    const draftId = draftIdOf(name);
    const { reason, override } = parsedBody(publishBody, body);
    const said = { seen: draftSeen(draftId, request.headers), reason, override: override?.reason };
    return versionView(await this.commands.execute(new PublishRuleSet(draftId, said, request.actor!)));
  }

  private async draft(draftId: string): Promise<RuleSetDraft> {
    const { drafts } = await this.queries.execute(new GetRuleSets());
    const known = drafts.find((draft) => draft.draftId === draftId);
    if (!known) throw notFound('draft', draftId);
    return known;
  }
}
