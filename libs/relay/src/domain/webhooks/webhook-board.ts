import type { Commit } from '@bailiwick/event-store';
import { evolveWebhook, isWebhookStream, type Webhook } from './webhook-state.js';

/** Every endpoint that there is, folded from the log. */
export class WebhookBoard {
  private readonly webhooks: Map<string, Webhook>;

  constructor(webhooks: readonly Webhook[] = []) {
    this.webhooks = new Map(webhooks.map((webhook) => [webhook.webhookId, webhook]));
  }

  apply(commit: Commit): void {
    if (!isWebhookStream(commit.stream)) return;
    const [first] = commit.events;
    const { webhookId } = (first?.data ?? {}) as Partial<Webhook>;
    if (webhookId === undefined) return;
    const webhook = evolveWebhook(this.webhooks.get(webhookId), commit);
    if (webhook) this.webhooks.set(webhookId, webhook);
    else this.webhooks.delete(webhookId);
  }

  get(webhookId: string): Webhook | undefined {
    return this.webhooks.get(webhookId);
  }

  /** The oldest first. */
  list(): readonly Webhook[] {
    return [...this.webhooks.values()];
  }
}
