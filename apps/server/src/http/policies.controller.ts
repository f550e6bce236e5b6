import { Body, Controller, Get, Headers, Inject, Param, Put, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import {
  defaultPolicy,
  policySchema,
  PRESET_NAMES,
  policyPresets,
  presetDescriptions,
  type PresetName,
  zodProblems,
} from '@bailiwick/contracts';
import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import { ActivatePolicy, GetPolicy, type PolicyInForce } from '@bailiwick/territory';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Answers } from './answers/json-schema.js';
import { policyInForceSchema } from './answers/plan.schema.js';
import { policyOrPreset } from './policy-body.js';
import { notFound } from './query-params.js';

const bodySchema = z.strictObject({ policy: policyOrPreset, reason: z.string().max(2_000).optional() });
const presetsSchema = z
  .strictObject({
    items: z.array(z.strictObject({ name: z.enum(PRESET_NAMES), description: z.string() })),
  })
  .meta({ examples: [{ items: [{ name: 'even', description: presetDescriptions.even }] }] });
const presetSchema = policySchema.meta({ examples: [defaultPolicy] });

/** What is hard, what is soft and at what price: for placements, and for plans that name no other policy. */
@ApiTags('policies')
@ApiBearerAuth()
@Needs('viewer')
@Controller('v1/policies')
export class PoliciesController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The presets, each in a paragraph' })
  @Answers('the presets', presetsSchema)
  list(): z.output<typeof presetsSchema> {
    return { items: PRESET_NAMES.map((name) => ({ name, description: presetDescriptions[name] })) };
  }

  @Get('active')
  @ApiOperation({ summary: 'The policy in force', description: 'Its ETag is its revision, for `If-Match`.' })
  @Answers('the policy', policyInForceSchema)
  async active(@Res({ passthrough: true }) reply: FastifyReply): Promise<PolicyInForce> {
    const active = await this.queries.execute(new GetPolicy());
    void reply.header('etag', etagOf(active));
    return active;
  }

  @Put('active')
  @Needs('approver')
  @ApiOperation({
    summary: 'Put a policy in force',
    description:
      'Wants `If-Match` with the ETag of the policy that it was edited from. `policy` is a whole policy or the name of a preset. No account that has an owner moves by this; accounts without one are tried again.',
  })
  @ApiHeader({ name: 'If-Match', required: true, description: 'the ETag of the policy in force' })
  @ApiBody({ schema: { type: 'object', example: { policy: 'even', reason: 'calmer quarters' } } })
  @Answers('the policy', policyInForceSchema)
  @ApiResponse({ status: 412, description: 'somebody else changed the policy meanwhile' })
  @ApiResponse({ status: 428, description: 'If-Match is missing' })
  async activate(
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PolicyInForce> {
    const parsed = bodySchema.safeParse(body);
    if (!parsed.success) throw new InvalidInputError(zodProblems(parsed.error.issues, body));
    const revision = await this.matching(ifMatch);
    const { policy, reason } = parsed.data;
    const active = await this.commands.execute(new ActivatePolicy(policy, reason, revision, request.actor!));
    void reply.header('etag', etagOf(active));
    return active;
  }

  @Get(':name')
  @ApiOperation({ summary: 'A preset as a whole policy' })
  @Answers('the policy', presetSchema)
  preset(@Param('name') name: string): unknown {
    if (!(PRESET_NAMES as readonly string[]).includes(name)) throw notFound('policy preset', name);
    return policyPresets[name as PresetName];
  }

  /** The revision that the sender has seen, if it is still the one in force. */
  private async matching(ifMatch: string | undefined): Promise<number> {
    const active = await this.queries.execute(new GetPolicy());
    if (ifMatch === undefined)
      throw new BailiwickError('if-match-missing', 'changing the policy wants If-Match', {
        expected: `If-Match: ${etagOf(active)}`,
        hint: 'Maybe read /v1/policies/active first: its ETag is what you edit from',
      });
    if (ifMatch.trim() !== etagOf(active) && ifMatch.trim() !== '*')
      throw new BailiwickError('policy-changed', 'somebody else changed the policy meanwhile', {
        value: ifMatch.slice(0, 100),
        expected: etagOf(active),
        hint: 'Maybe read it again and repeat your change',
      });
    return active.revision;
  }
}

function etagOf({ revision }: PolicyInForce): string {
  return `"policy-${revision}"`;
}
