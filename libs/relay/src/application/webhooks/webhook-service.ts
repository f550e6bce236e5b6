import { OUTGOING_TYPES, toInstant, type WebhookTestV1 } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import {
  type Actor,
  BailiwickError,
  type Clock,
  type IdSource,
  type Logger,
  type Rng,
} from '@bailiwick/kernel';
import { sourceOf } from '../../domain/outgoing.js';
import type { Deliverable, Delivery } from '../../domain/webhooks/delivery.js';
import type { RetryPolicy } from '../../domain/webhooks/retry.js';
import { checkpointName, type Webhook } from '../../domain/webhooks/webhook-state.js';
import type { Feed } from '../feed.js';
import { Deliverer } from './deliverer.js';
import { Deliveries } from './deliveries.js';
import type { AddressPolicy, MasterKeys, Pause, WebhookSender } from './ports.js';
import { Secrets } from './signing.js';
import { type DeliveringDuty, WebhookRunner } from './webhook-runner.js';
import { Webhooks } from './webhooks.js';

export interface WebhookServiceDependencies {
  readonly store: EventStore;
  readonly feed: Pick<Feed, 'read' | 'follow'>;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly rng: Rng;
  readonly logger: Logger;
  readonly addresses: AddressPolicy;
  readonly master: MasterKeys;
  readonly sender: WebhookSender;
  /** How many attempts of each endpoint; default 1,000. */
  readonly keptDeliveries?: number;
  readonly retries: RetryPolicy;
  readonly pause: Pause;
  /** Absent: this process delivers nothing by itself. */
  readonly holder?: string | undefined;
  readonly leaseMs?: number | undefined;
}

/** How far deliveries to an endpoint have come. */
export interface WebhookProgress {
  /** Everything up to here is acknowledged. */
  readonly position: number;
  readonly head: number;
  /** The failed attempt after which another one is due; null while all is well. */
  readonly failing: Delivery | null;
}

/** Endpoints, their deliveries, and what somebody asks for beside the order. */
export class WebhookService {
  readonly endpoints: Webhooks;
  private readonly made: Deliveries;
  private readonly deliverer: Deliverer;
  private readonly runner: WebhookRunner | undefined;
  private readonly ending = new AbortController();

  constructor(private readonly deps: WebhookServiceDependencies) {
    const { store, master, addresses, holder, leaseMs } = deps;
    const secrets = new Secrets(master, store.logId);
    this.endpoints = new Webhooks({ ...deps, secrets, addresses });
    this.made = new Deliveries(store.notes, deps.keptDeliveries);
    this.deliverer = new Deliverer({ ...deps, secrets, deliveries: this.made });
    const { endpoints: webhooks, made: deliveries, deliverer } = this;
    this.runner =
      holder === undefined
        ? undefined
        : new WebhookRunner({ ...deps, webhooks, deliveries, deliverer }, { holder, leaseMs });
  }

  /** Whether this process delivers, or another one; `idle`: there is nothing to deliver to, or it is not to. */
  get duty(): DeliveringDuty {
    return this.runner?.duty ?? 'idle';
  }

  start(): void {
    this.runner?.start();
  }

  async stop(): Promise<void> {
    this.ending.abort();
    await this.runner?.stop();
    await this.endpoints.save();
    this.deps.sender.close();
  }

  /** Deletes an endpoint and what was kept of its deliveries. @throws as `Webhooks.delete` */
  async delete(webhookId: string, actor: Actor, revision?: number): Promise<void> {
    await this.endpoints.delete(webhookId, actor, revision);
    await this.made.forget(webhookId);
  }

  /** The newest first, a bounded number. @throws BailiwickError `not-found` */
  async deliveries(webhookId: string): Promise<readonly Delivery[]> {
    await this.endpoints.get(webhookId);
    return this.made.list(webhookId);
  }

  /** @throws BailiwickError `not-found` */
  async progress(webhookId: string): Promise<WebhookProgress> {
    const webhook = await this.endpoints.get(webhookId);
    const { store } = this.deps;
    const [saved, { position: head }, failing] = await Promise.all([
      store.checkpoints.load(checkpointName(webhook)),
      store.head(),
      this.made.failing(webhook),
    ]);
    const waits = webhook.enabled && failing !== undefined;
    return { position: Math.max(saved, webhook.after), head, failing: waits ? failing : null };
  }

  /** Sends an event that means nothing, once, also to an endpoint that is disabled. @throws BailiwickError `not-found` */
  async test(webhookId: string): Promise<Delivery> {
    const { store, clock, ids } = this.deps;
    const webhook = await this.endpoints.get(webhookId);
    const event: WebhookTestV1 = {
      specversion: '1.0',
      id: `test-${ids.next()}`,
      source: sourceOf(store.logId),
      type: 'webhook.test.v1',
      subject: webhookId,
      time: toInstant(clock.now()),
      datacontenttype: 'application/json',
      dataschema: 'urn:bailiwick:schema:webhook.test.v1',
      data: { webhookId },
    };
    return this.once(webhook, event, 'test');
  }

  /** Sends an event of the feed again, once, beside the order. @throws BailiwickError `not-found` */
  async redeliver(webhookId: string, eventId: string): Promise<Delivery> {
    const webhook = await this.endpoints.get(webhookId);
    const position = Number(/^(\d{1,15})-\d{1,9}$/.exec(eventId)?.[1] ?? 0);
    const { feed, store } = this.deps;
    const isRecorded = position > 0 && position <= (await store.head()).position;
    const page = isRecorded && (await feed.read({ after: position - 1, limit: 1, types: OUTGOING_TYPES }));
    const event = page ? page.events.find(({ id }) => id === eventId) : undefined;
    if (event) return this.once(webhook, event, 'redelivery');
    throw new BailiwickError('not-found', `there is no event ${eventId} on the feed`, {
      value: eventId,
      expected: 'the id of an event of the feed',
    });
  }

  private async once(webhook: Webhook, event: Deliverable, cause: Delivery['cause']): Promise<Delivery> {
    const { signal } = this.ending;
    const outcome = await this.deliverer.attempt(webhook, event, { cause, attempt: 1, signal });
    if (outcome) return outcome.delivery;
    throw new BailiwickError('process-stopped', 'the service is ending', {
      hint: 'Maybe ask again after its start',
    });
  }
}
