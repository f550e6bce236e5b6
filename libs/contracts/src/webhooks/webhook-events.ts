import { z } from 'zod';
import { OUTGOING_TYPES, outgoingEnvelope, type OutgoingType } from '../events/outgoing-events.js';
import { reasonText } from '../events/primitives.js';

/** What an endpoint may have at most; beyond it the request is refused. */
export const WEBHOOK_LIMITS = {
  endpoints: 100,
  urlLength: 2_000,
  descriptionLength: 500,
  /** A week: how long a rotated secret may go on signing. */
  overlapSeconds: 7 * 86_400,
} as const;

export const webhookId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, - and _');

/** An address as it was given; whether it may be called is decided when it is. */
export const webhookUrl = z
  .string()
  .max(WEBHOOK_LIMITS.urlLength)
  .refine(isAddress, 'an http or https address without a user, a password or a fragment');

/** Types of outgoing events, each once. */
export const webhookTypes = z
  .array(z.enum(OUTGOING_TYPES))
  .min(1)
  .transform((types): OutgoingType[] => [...new Set(types)]);
export const webhookDescription = z.string().max(WEBHOOK_LIMITS.descriptionLength);
export const overlapSeconds = z.number().int().min(0).max(WEBHOOK_LIMITS.overlapSeconds);
const position = z.number().int().min(0);

/** A signing secret by name and fingerprint: the secret itself is never recorded. */
export const webhookSecretRef = z.strictObject({
  secretId: z.string().min(1).max(100),
  /** Of the secret's SHA-256, base64url. */
  fingerprint: z.string().min(1).max(100),
});
export type WebhookSecretRef = z.output<typeof webhookSecretRef>;

/** `WebhookCreated` v1: somebody wants to be told. */
export const webhookCreatedData = z.strictObject({
  webhookId,
  url: webhookUrl,
  types: webhookTypes,
  description: webhookDescription.nullable(),
  /** Events after this position are delivered; null: those after this one. */
  after: position.nullable(),
  enabled: z.boolean(),
  secret: webhookSecretRef,
});
export type WebhookCreatedData = z.output<typeof webhookCreatedData>;

/** `WebhookChanged` v1: the fields that are other than before. */
export const webhookChangedData = z.strictObject({
  webhookId,
  url: webhookUrl.optional(),
  types: webhookTypes.optional(),
  description: webhookDescription.nullable().optional(),
});
export type WebhookChangedData = z.output<typeof webhookChangedData>;

/** `WebhookSecretRotated` v1: a new secret; the ones before it sign so much longer. */
export const webhookSecretRotatedData = z.strictObject({
  webhookId,
  secret: webhookSecretRef,
  overlapSeconds,
});
export type WebhookSecretRotatedData = z.output<typeof webhookSecretRotatedData>;

export const WEBHOOK_DISABLED_CODES = ['manual', 'gone', 'failing'] as const;
/** Why nothing is delivered: somebody said so, the receiver answered 410, or it could not be reached for too long. */
export const webhookDisabledReason = z.strictObject({
  code: z.enum(WEBHOOK_DISABLED_CODES),
  text: reasonText,
});
export type WebhookDisabledReason = z.output<typeof webhookDisabledReason>;

/** `WebhookRewound` v1: deliveries go on after this position, earlier or later than before. */
export const webhookRewoundData = z.strictObject({ webhookId, after: position });
export type WebhookRewoundData = z.output<typeof webhookRewoundData>;

/** Every event that the relay records about endpoints, by type and version. */
export const webhookDataSchemas = {
  WebhookCreated: { 1: webhookCreatedData },
  WebhookChanged: { 1: webhookChangedData },
  WebhookSecretRotated: { 1: webhookSecretRotatedData },
  WebhookEnabled: { 1: z.strictObject({ webhookId }) },
  WebhookDisabled: { 1: z.strictObject({ webhookId, reason: webhookDisabledReason }) },
  WebhookRewound: { 1: webhookRewoundData },
  WebhookDeleted: { 1: z.strictObject({ webhookId }) },
} as const;

/** What `POST /v1/webhooks/{id}/test` sends; never on the feed. */
export const webhookTestV1 = outgoingEnvelope
  .omit({ partitionkey: true, traceparent: true })
  .extend({ type: z.literal('webhook.test.v1'), data: z.strictObject({ webhookId }) });
export type WebhookTestV1 = z.output<typeof webhookTestV1>;

function isAddress(text: string): boolean {
  // Read by hand: the room has no URL of its own, and what is refused here is only what would surprise.
  const match = /^(https?):\/\/([^/?#\s@]+)(\/[^#\s]*|\?[^#\s]*)?$/i.exec(text);
  return match !== null && !/[\p{Cc}\p{Surrogate}\\]/u.test(text);
}
