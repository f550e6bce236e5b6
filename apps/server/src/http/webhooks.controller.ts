import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Inject,
  Param,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { WEBHOOKS, type Webhook, type WebhookService, type WithSecret } from '@bailiwick/relay';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import { webhookPageSchema, webhookSchema, webhookWithSecretSchema } from './answers/webhook.schema.js';
import { RecognisesRepeats } from './idempotency/idempotency.interceptor.js';
import { type Page, pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';
import {
  bodyBy,
  disabling,
  etagOf,
  newWebhook,
  onceOf,
  revisionOf,
  rotation,
  webhookChange,
} from './webhook-requests.js';
import { webhookView } from './webhook-views.js';

const listParams = z.strictObject(pageParams);
const ID = ':id';

/** Endpoints that are told what happens, as Standard Webhooks. */
@ApiTags('webhooks')
@ApiBearerAuth()
@Needs('admin')
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: WebhookService) {}

  @Get()
  @Needs('ops')
  @ApiOperation({ summary: 'Endpoints by id, a page at a time' })
  @ApiPaging()
  @Answers('a page', webhookPageSchema)
  async list(@Query() query: unknown): Promise<Page<unknown>> {
    const all = await this.webhooks.endpoints.list();
    const page = pageOf(all, ({ webhookId }) => webhookId, readParams(listParams, query));
    return { ...page, items: page.items.map(webhookView) };
  }

  @Post()
  @RecognisesRepeats()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Make an endpoint',
    description:
      'From now on (or from position `after` of the feed on) every event of the types that it wants is posted to it, signed, in order, until it is acknowledged. The answer holds the secret, which is not told again; a repeat of the request under the same `Idempotency-Key` within 24 hours gets the same answer. Without `types` it gets what the feed gives without `type`.',
  })
  @ApiBody({
    schema: {
      type: 'object',
      example: { url: 'https://hooks.example.com/bailiwick', types: ['territory.changed.v1'] },
    },
  })
  @ApiResponse({ status: 201, description: 'made', schema: jsonSchemaOf(webhookWithSecretSchema) })
  async create(
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const wanted = bodyBy(newWebhook, body);
    const made = await this.webhooks.endpoints.create(wanted, request.actor!, onceOf(request, 'create'));
    void reply.header('location', `/v1/webhooks/${made.webhook.webhookId}`);
    return withSecret(made, reply);
  }

  @Get(ID)
  @Needs('ops')
  @ApiOperation({ summary: 'An endpoint', description: 'Its ETag is its revision, for `If-Match`.' })
  @Answers('the endpoint', webhookSchema)
  async one(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    return tagged(await this.webhooks.endpoints.get(id), reply);
  }

  @Patch(ID)
  @ApiOperation({
    summary: 'Change an endpoint',
    description: 'What is absent stays. An event that waits for another attempt is tried at once.',
  })
  @ApiHeader({ name: 'If-Match', required: true, description: 'its ETag, or *' })
  @ApiBody({ schema: { type: 'object', example: { types: ['tier.changed.v1'] } } })
  @Answers('the endpoint', webhookSchema)
  @ApiResponse({ status: 412, description: 'somebody else changed it meanwhile' })
  @ApiResponse({ status: 428, description: 'If-Match is missing' })
  async change(
    @Param('id') id: string,
    @Body() body: unknown,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() { actor }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const change = bodyBy(webhookChange, body);
    const revision = revisionOf(await this.webhooks.endpoints.get(id), ifMatch);
    return tagged(await this.webhooks.endpoints.change(id, change, actor!, revision), reply);
  }

  @Delete(ID)
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete an endpoint and the list of its deliveries' })
  @ApiHeader({ name: 'If-Match', required: true, description: 'its ETag, or *' })
  @ApiResponse({ status: 204, description: 'it is told nothing any more' })
  @ApiResponse({ status: 412, description: 'somebody else changed it meanwhile' })
  @ApiResponse({ status: 428, description: 'If-Match is missing' })
  async delete(
    @Param('id') id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() { actor }: AuthenticatedRequest,
  ): Promise<void> {
    const revision = revisionOf(await this.webhooks.endpoints.get(id), ifMatch);
    await this.webhooks.delete(id, actor!, revision);
  }

  @Post(`${ID}/rotate`)
  @RecognisesRepeats()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Give an endpoint a new secret',
    description:
      'The answer holds it, as when the endpoint was made. For `overlapSeconds` (default a day, at most a week) the secret before it signs too, so that the receiver can change over; 0 ends every older secret at once.',
  })
  @ApiBody({ required: false, schema: { type: 'object', example: { overlapSeconds: 86_400 } } })
  @Answers('the endpoint with its new secret', webhookWithSecretSchema)
  async rotate(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const { overlapSeconds } = bodyBy(rotation, body);
    const once = onceOf(request, 'rotate', id);
    return withSecret(await this.webhooks.endpoints.rotate(id, overlapSeconds, request.actor!, once), reply);
  }

  @Post(`${ID}/enable`)
  @HttpCode(200)
  @Needs('ops')
  @ApiOperation({ summary: 'Go on delivering where it ended; what happened meanwhile comes first' })
  @Answers('the endpoint', webhookSchema)
  async enable(
    @Param('id') id: string,
    @Req() { actor }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return tagged(await this.webhooks.endpoints.command(id, { do: 'enable' }, actor!), reply);
  }

  @Post(`${ID}/disable`)
  @HttpCode(200)
  @Needs('ops')
  @ApiOperation({ summary: 'Deliver nothing until it is enabled again; nothing is lost' })
  @ApiBody({ required: false, schema: { type: 'object', example: { reason: 'moving to another system' } } })
  @Answers('the endpoint', webhookSchema)
  async disable(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() { actor }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const reason = { code: 'manual', text: bodyBy(disabling, body).reason ?? '' } as const;
    return tagged(await this.webhooks.endpoints.command(id, { do: 'disable', reason }, actor!), reply);
  }
}

function tagged(webhook: Webhook, reply: FastifyReply): unknown {
  void reply.header('etag', etagOf(webhook));
  return webhookView(webhook);
}

function withSecret({ webhook, secret }: WithSecret, reply: FastifyReply): unknown {
  void reply.header('etag', etagOf(webhook)).header('cache-control', 'no-store');
  return { ...webhookView(webhook), secret };
}
