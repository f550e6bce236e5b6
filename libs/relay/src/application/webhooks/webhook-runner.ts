import type { EventStore, Lease } from '@bailiwick/event-store';
import type { Actor } from '@bailiwick/kernel';
import type { Webhook } from '../../domain/webhooks/webhook-state.js';
import type { Deliveries } from './deliveries.js';
import type { Pause } from './ports.js';
import { WebhookWorker, type WorkerDependencies } from './webhook-worker.js';
import type { Webhooks } from './webhooks.js';

export interface RunnerDependencies extends Omit<WorkerDependencies, 'store' | 'webhooks' | 'deliveries'> {
  readonly store: EventStore;
  readonly webhooks: Webhooks;
  readonly deliveries: Pick<Deliveries, 'failing' | 'forget'>;
  readonly pause: Pause;
}

/** `standing-by`: another process delivers; `idle`: no endpoint is enabled. */
export type DeliveringDuty = 'working' | 'standing-by' | 'idle';

export interface RunnerOptions {
  /** Who claims the work; the same after a restart, so that it goes on at once. */
  readonly holder: string;
  readonly leaseMs?: number | undefined;
}

const LEASE = 'webhooks';
const ACTOR: Actor = { id: 'system:webhooks', role: 'admin' };
const LEASE_MS = 10_000;
const IDLE_MS = 60_000;
const TAKEN_MS = 1_000;
const RETRY_MS = 500;
/** In a busy log, changes of endpoints are looked for so often and no more. */
const SETTLE_MS = 100;

/** Keeps a worker going for every endpoint that is enabled, in one process at a time. */
export class WebhookRunner {
  duty: DeliveringDuty = 'idle';
  private readonly lease: Lease;
  private readonly leaseMs: number;
  private readonly stopping = new AbortController();
  private readonly workers = new Map<string, WebhookWorker>();
  private done: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: RunnerDependencies,
    { holder, leaseMs = LEASE_MS }: RunnerOptions,
  ) {
    this.leaseMs = leaseMs;
    const meta = { actor: ACTOR, correlationId: holder, causationId: holder };
    this.lease = deps.store.lease(LEASE, { holder, ttlMs: leaseMs, meta });
  }

  start(): void {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.done;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.round();
      } catch (error) {
        this.deps.logger.error('the webhooks start again', { error: String(error) });
        await this.reconcile([]);
        await this.deps.pause(RETRY_MS, signal);
      }
    }
    await this.reconcile([]);
    await this.lease.release().catch(() => undefined);
  }

  private async round(): Promise<void> {
    const { webhooks, pause } = this.deps;
    const known = await webhooks.list();
    await this.endDeleted(known);
    const enabled = known.filter((webhook) => webhook.enabled);
    // A log without endpoints is left as it is: a lease would be a commit.
    if (enabled.length === 0) {
      this.duty = 'idle';
      await this.reconcile([]);
      await this.lease.release();
      await this.untilGrown(IDLE_MS);
    } else if (await this.lease.tryTake()) {
      this.duty = 'working';
      await this.lease.keep();
      await this.reconcile(enabled);
      await this.untilGrown(this.leaseMs / 3);
    } else {
      this.duty = 'standing-by';
      await this.reconcile([]);
      await pause(TAKEN_MS, this.stopping.signal);
    }
  }

  private async untilGrown(timeoutMs: number): Promise<void> {
    const { webhooks, store, pause } = this.deps;
    const { signal } = this.stopping;
    if (await store.waitFor(webhooks.position, timeoutMs, signal)) await pause(SETTLE_MS, signal);
  }

  /** What was on its way when another process deleted the endpoint was written down after that. */
  private async endDeleted(known: readonly Webhook[]): Promise<void> {
    const ids = new Set(known.map(({ webhookId }) => webhookId));
    for (const [id, worker] of this.workers) {
      if (ids.has(id)) continue;
      await worker.stop();
      this.workers.delete(id);
      await this.deps.deliveries.forget(id);
    }
  }

  /** A worker knows its endpoint as it was when it started: one that was changed gets a new worker. */
  private async reconcile(wanted: readonly Webhook[]): Promise<void> {
    const revisions = new Map(wanted.map(({ webhookId, revision }) => [webhookId, revision]));
    const outdated = [...this.workers].filter(([id, { webhook }]) => revisions.get(id) !== webhook.revision);
    await Promise.all(outdated.map(([, worker]) => worker.stop()));
    for (const [id] of outdated) this.workers.delete(id);
    for (const webhook of wanted) {
      if (this.workers.has(webhook.webhookId)) continue;
      const worker = new WebhookWorker(this.deps, webhook);
      this.workers.set(webhook.webhookId, worker);
      worker.start();
    }
  }
}
