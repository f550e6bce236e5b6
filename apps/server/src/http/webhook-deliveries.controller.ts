import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type AuthenticatedRequest, Needs } from '@bailiwick/access';
import { type Delivery, WEBHOOKS, type WebhookService } from '@bailiwick/relay';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ApiPaging } from './answers/api-paging.js';
import { Answers, jsonSchemaOf } from './answers/json-schema.js';
import {
  deliveryPageSchema,
  deliverySchema,
  webhookProgressSchema,
  webhookSchema,
} from './answers/webhook.schema.js';
import { type Page, pageOf } from './paging.js';
import { pageParams, readParams } from './query-params.js';
import { bodyBy, redelivery } from './webhook-requests.js';
import { deliveryView, progressOf, webhookView } from './webhook-views.js';

const listParams = z.strictObject(pageParams);

/** What was delivered to an endpoint, and what is to be delivered again. */
@ApiTags('webhooks')
@ApiBearerAuth()
@Needs('ops')
@Controller('v1/webhooks/:id')
export class WebhookDeliveriesController {
  constructor(@Inject(WEBHOOKS) private readonly webhooks: WebhookService) {}

  @Get('deliveries')
  @ApiOperation({
    summary: 'The last 1,000 attempts, the newest first, a page at a time',
    description: 'Each with the status or the problem, how long it took, and when the next one is due.',
  })
  @ApiPaging()
  @Answers('a page', deliveryPageSchema)
  async deliveries(@Param('id') id: string, @Query() query: unknown): Promise<Page<unknown>> {
    const params = readParams(listParams, query);
    const page = pageOf(await this.webhooks.deliveries(id), newestFirst, params);
    return { ...page, items: page.items.map(deliveryView) };
  }

  @Get('progress')
  @ApiOperation({ summary: 'How far deliveries have come, and what holds them up' })
  @Answers('the progress', webhookProgressSchema)
  async progress(@Param('id') id: string): Promise<unknown> {
    return progressOf(await this.webhooks.progress(id));
  }

  @Post('test')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send a `webhook.test.v1` now, once',
    description: 'Also to an endpoint that is disabled. The answer tells what came of it.',
  })
  @Answers('the attempt', deliverySchema)
  async test(@Param('id') id: string): Promise<unknown> {
    return deliveryView(await this.webhooks.test(id));
  }

  @Post('redeliver')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Deliver again',
    description:
      'With `eventId`: that one event, now, once, beside the order; the answer (200) tells what came of it. With `after`: everything after that position of the feed, in order, in place of what was due next (202); a later position passes over what is between.',
  })
  @ApiBody({ schema: { type: 'object', example: { eventId: '4712-0' } } })
  @Answers('the attempt', deliverySchema)
  @ApiResponse({
    status: 202,
    description: 'the endpoint; deliveries go on from there',
    schema: jsonSchemaOf(webhookSchema),
  })
  async redeliver(
    @Param('id') id: string,
    @Body() body: unknown,
    @Req() { actor }: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    const wanted = bodyBy(redelivery, body);
    if ('eventId' in wanted) return deliveryView(await this.webhooks.redeliver(id, wanted.eventId));
    const webhook = await this.webhooks.endpoints.rewind(id, wanted.after, actor!);
    void reply.status(202);
    return webhookView(webhook);
  }
}

/** An id whose order is the other way round: lists go up by id. */
function newestFirst({ seq }: Delivery): string {
  return String(Number.MAX_SAFE_INTEGER - seq).padStart(16, '0');
}
