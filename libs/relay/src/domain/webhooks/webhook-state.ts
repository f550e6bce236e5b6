import type {
  OutgoingType,
  WebhookChangedData,
  WebhookCreatedData,
  WebhookDisabledReason,
  WebhookRewoundData,
  WebhookSecretRef,
  WebhookSecretRotatedData,
} from '@bailiwick/contracts';
import type { Commit, RecordedEvent } from '@bailiwick/event-store';

/** A secret that signs, since it was made until another has taken its place (ms since the epoch). */
export interface SigningSecret extends WebhookSecretRef {
  readonly since: number;
  readonly until: number | null;
}

/** An endpoint that is told what happens. */
export interface Webhook {
  readonly webhookId: string;
  readonly url: string;
  readonly types: readonly OutgoingType[];
  readonly description: string | null;
  readonly enabled: boolean;
  /** Why it is not enabled, where that was said. */
  readonly disabled: WebhookDisabledReason | null;
  /** The newest first; one at least. */
  readonly secrets: readonly SigningSecret[];
  /** Deliveries began after this position, in this generation. */
  readonly after: number;
  /** Counts how often deliveries were sent to another position: each generation has its own checkpoint. */
  readonly generation: number;
  /** The version of its stream. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly changedAt: number;
}

/** Receivers read a few signatures, not an unbounded list. */
export const MOST_SIGNATURES = 4;
const STREAM = 'webhook-';

export function webhookStream(webhookId: string): string {
  return `${STREAM}${webhookId}`;
}

export function isWebhookStream(stream: string): boolean {
  return stream.startsWith(STREAM);
}

/** Where the deliveries of this generation have come to is kept under this name. */
export function checkpointName({ webhookId, generation }: Webhook): string {
  return `webhook:${webhookId}:${generation}`;
}

/** The secrets that sign at a moment, the newest first. */
export function signingSecrets({ secrets }: Webhook, at: number): readonly SigningSecret[] {
  return secrets.filter(({ until }) => until === null || until > at).slice(0, MOST_SIGNATURES);
}

/** An endpoint after one more commit of its stream; `undefined` when it was deleted. */
export function evolveWebhook(webhook: Webhook | undefined, commit: Commit): Webhook | undefined {
  let state = webhook;
  for (const event of commit.events) state = evolve(state, event, commit);
  return state && { ...state, revision: commit.to, changedAt: commit.recordedAt };
}

function evolve(state: Webhook | undefined, event: RecordedEvent, commit: Commit): Webhook | undefined {
  if (event.type === 'WebhookCreated') return created(event.data as WebhookCreatedData, commit);
  if (!state) return undefined;
  switch (event.type) {
    case 'WebhookChanged': {
      const { webhookId: _, ...changes } = event.data as WebhookChangedData;
      return { ...state, ...(changes as Partial<Webhook>) };
    }
    case 'WebhookSecretRotated':
      return { ...state, secrets: rotated(state, event.data as WebhookSecretRotatedData, commit.recordedAt) };
    case 'WebhookEnabled':
      return { ...state, enabled: true, disabled: null };
    case 'WebhookDisabled':
      return {
        ...state,
        enabled: false,
        disabled: (event.data as { reason: WebhookDisabledReason }).reason,
      };
    case 'WebhookRewound':
      return {
        ...state,
        after: (event.data as WebhookRewoundData).after,
        generation: state.generation + 1,
      };
    case 'WebhookDeleted':
      return undefined;
    default:
      return state;
  }
}

function created(
  { secret, after, ...data }: WebhookCreatedData,
  { position, to, recordedAt }: Commit,
): Webhook {
  return {
    ...data,
    disabled: null,
    secrets: [{ ...secret, since: recordedAt, until: null }],
    after: after ?? position,
    generation: 0,
    revision: to,
    createdAt: recordedAt,
    changedAt: recordedAt,
  };
}

/** What signed until now goes on for the overlap; what was to end before still ends then. */
function rotated(
  { secrets }: Webhook,
  { secret, overlapSeconds }: WebhookSecretRotatedData,
  now: number,
): readonly SigningSecret[] {
  const end = now + overlapSeconds * 1_000;
  const older = secrets
    .map((old) => ({ ...old, until: Math.min(old.until ?? end, end) }))
    .filter(({ until }) => until > now);
  return [{ ...secret, since: now, until: null }, ...older].slice(0, MOST_SIGNATURES);
}
