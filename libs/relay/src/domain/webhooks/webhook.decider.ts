import type {
  OutgoingType,
  WebhookChangedData,
  WebhookDisabledReason,
  WebhookSecretRef,
} from '@bailiwick/contracts';
import { BailiwickError, unreachable } from '@bailiwick/kernel';
import type { Webhook } from './webhook-state.js';

/** What is to be changed of an endpoint; what is absent stays. */
export interface WebhookChange {
  readonly url?: string | undefined;
  readonly types?: readonly OutgoingType[] | undefined;
  readonly description?: string | null | undefined;
}

export type WebhookCommand =
  | { readonly do: 'change'; readonly change: WebhookChange }
  | { readonly do: 'rotate'; readonly secret: WebhookSecretRef; readonly overlapSeconds: number }
  | { readonly do: 'enable' }
  | { readonly do: 'disable'; readonly reason: WebhookDisabledReason }
  | { readonly do: 'rewind'; readonly after: number; readonly head: number }
  | { readonly do: 'delete' };

export interface WebhookDecision {
  readonly type: `Webhook${string}`;
  readonly data: unknown;
}

/**
 * What a command does to an endpoint; `[]` when it is so already.
 * @throws BailiwickError `webhook-position` for a position beyond the head
 */
export function decideWebhook(webhook: Webhook, command: WebhookCommand): readonly WebhookDecision[] {
  const { webhookId } = webhook;
  switch (command.do) {
    case 'change':
      return changed(webhook, command.change);
    case 'rotate': {
      const { secret, overlapSeconds } = command;
      if (webhook.secrets.some(({ secretId }) => secretId === secret.secretId)) return [];
      return [{ type: 'WebhookSecretRotated', data: { webhookId, secret, overlapSeconds } }];
    }
    case 'enable':
      return webhook.enabled ? [] : [{ type: 'WebhookEnabled', data: { webhookId } }];
    case 'disable':
      return webhook.enabled
        ? [{ type: 'WebhookDisabled', data: { webhookId, reason: command.reason } }]
        : [];
    case 'rewind':
      if (command.after > command.head) throw beyondHead(command.after, command.head);
      return [{ type: 'WebhookRewound', data: { webhookId, after: command.after } }];
    case 'delete':
      return [{ type: 'WebhookDeleted', data: { webhookId } }];
    default:
      return unreachable(command);
  }
}

function changed(webhook: Webhook, { url, types, description }: WebhookChange): readonly WebhookDecision[] {
  const data = {
    webhookId: webhook.webhookId,
    ...(url === undefined || url === webhook.url ? {} : { url }),
    ...(types === undefined || sameTypes(types, webhook.types) ? {} : { types: [...types] }),
    ...(description === undefined || description === webhook.description ? {} : { description }),
  } satisfies WebhookChangedData;
  return Object.keys(data).length === 1 ? [] : [{ type: 'WebhookChanged', data }];
}

function sameTypes(a: readonly OutgoingType[], b: readonly OutgoingType[]): boolean {
  return a.length === b.length && a.every((type) => b.includes(type));
}

function beyondHead(after: number, head: number): BailiwickError {
  return new BailiwickError('webhook-position', `position ${after} is not in the log yet`, {
    value: after,
    expected: `a position from 0 to ${head}`,
  });
}
