import { toInstant } from '@bailiwick/contracts';
import type { Delivery, Webhook, WebhookProgress } from '@bailiwick/relay';
import type { z } from 'zod';
import type { deliverySchema, webhookProgressSchema, webhookSchema } from './answers/webhook.schema.js';

/** An endpoint as the API shows it: fingerprints and generations are our own business. */
export function webhookView(webhook: Webhook): z.output<typeof webhookSchema> {
  const { webhookId, url, types, description, enabled, disabled, after, revision } = webhook;
  return {
    webhookId,
    url,
    types: [...types],
    description,
    enabled,
    disabled,
    after,
    secrets: webhook.secrets.map(({ secretId, since, until }) => ({
      secretId,
      since: toInstant(since),
      until: until === null ? null : toInstant(until),
    })),
    revision,
    createdAt: toInstant(webhook.createdAt),
    changedAt: toInstant(webhook.changedAt),
  };
}

export function deliveryView(delivery: Delivery): z.output<typeof deliverySchema> {
  const { seq, revision: _, at, retryAt, ...rest } = delivery;
  return {
    deliveryId: String(seq),
    ...rest,
    at: toInstant(at),
    retryAt: retryAt === null ? null : toInstant(retryAt),
  };
}

export function progressOf(progress: WebhookProgress): z.output<typeof webhookProgressSchema> {
  return { ...progress, failing: progress.failing && deliveryView(progress.failing) };
}
