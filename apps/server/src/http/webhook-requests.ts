import { createHash } from 'node:crypto';
import {
  overlapSeconds,
  webhookDescription,
  webhookTypes,
  webhookUrl,
  zodProblems,
} from '@bailiwick/contracts';
import { BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import type { AuthenticatedRequest } from '@bailiwick/access';
import { DEFAULT_FEED_TYPES, type Webhook } from '@bailiwick/relay';
import { z } from 'zod';
import { readKey } from './idempotency/idempotency.interceptor.js';

const DEFAULT_OVERLAP_SECONDS = 86_400;
const position = z.number().int().min(0);

export const newWebhook = z.strictObject({
  url: webhookUrl,
  types: webhookTypes.default([...DEFAULT_FEED_TYPES]),
  description: webhookDescription.nullable().optional(),
  after: position.optional(),
  enabled: z.boolean().optional(),
});

export const webhookChange = z.strictObject({
  url: webhookUrl.optional(),
  types: webhookTypes.optional(),
  description: webhookDescription.nullable().optional(),
});

export const rotation = z
  .strictObject({ overlapSeconds: overlapSeconds.default(DEFAULT_OVERLAP_SECONDS) })
  .default({ overlapSeconds: DEFAULT_OVERLAP_SECONDS });
export const disabling = z.strictObject({ reason: z.string().max(2_000).optional() }).default({});
export const redelivery = z.union(
  [z.strictObject({ after: position }), z.strictObject({ eventId: z.string().min(1).max(40) })],
  { error: 'either `after`, a position to go on from, or `eventId`, one event to send again' },
);

/** A body by its schema. @throws InvalidInputError with every problem */
export function bodyBy<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const parsed = schema.safeParse(body ?? undefined);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(zodProblems(parsed.error.issues, body));
}

/** A name for a request under an `Idempotency-Key` that no other has; `undefined` without a key. */
export function onceOf(request: AuthenticatedRequest, ...what: readonly string[]): string | undefined {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  const parts = [request.actor?.id ?? '', ...what, readKey(key)];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

export function etagOf({ webhookId, revision }: Webhook): string {
  return `"${webhookId}-${revision}"`;
}

/**
 * The revision that the sender has seen; `undefined` for whatever it is.
 * @throws BailiwickError `if-match-missing`, `webhook-changed`
 */
export function revisionOf(webhook: Webhook, ifMatch: string | undefined): number | undefined {
  const expected = etagOf(webhook);
  if (ifMatch === undefined)
    throw new BailiwickError('if-match-missing', 'changing a webhook wants If-Match', {
      expected: `If-Match: ${expected}`,
      hint: 'Maybe read the webhook first: its ETag is what you edit from',
    });
  if (ifMatch.trim() === '*') return undefined;
  if (ifMatch.trim() === expected) return webhook.revision;
  throw new BailiwickError('webhook-changed', 'somebody else changed the webhook meanwhile', {
    value: ifMatch.slice(0, 100),
    expected,
    hint: 'Maybe read it again and repeat your change',
  });
}
