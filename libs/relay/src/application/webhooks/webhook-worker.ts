import type { OutgoingEvent } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, Clock, Logger } from '@bailiwick/kernel';
import { checkpointName, type Webhook } from '../../domain/webhooks/webhook-state.js';
import type { Feed } from '../feed.js';
import type { Deliverer, Outcome } from './deliverer.js';
import type { DeliveryLog, Pause } from './ports.js';
import type { Webhooks } from './webhooks.js';

export interface WorkerDependencies {
  readonly store: Pick<EventStore, 'checkpoints'>;
  readonly feed: Pick<Feed, 'follow'>;
  readonly webhooks: Pick<Webhooks, 'command'>;
  readonly deliverer: Pick<Deliverer, 'attempt'>;
  readonly deliveries: Pick<DeliveryLog, 'lastOfFeed'>;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly logger: Logger;
}

const ACTOR: Actor = { id: 'system:webhooks', role: 'admin' };
/** So many events of an endpoint are in memory at a time. */
const PAGE = 100;
/** A checkpoint costs a durable write; after a crash so many deliveries come again at most, with the same ids. */
const SAVE_EVERY = 20;
/** Passing over what an endpoint does not want is cheap to do again. */
const SAVE_PASSED_EVERY = 2_000;
const RETRY_MS = 1_000;
/** Longer no wait is, whatever a clock that was put back says. */
const LONGEST_MS = 24 * 3_600_000;
/** What is on its way when the service ends may arrive. */
const GRACE_MS = 3_000;

/** Delivers to one endpoint: one event after the other in the order of the log, each until it is acknowledged. */
export class WebhookWorker {
  private readonly stopping = new AbortController();
  private readonly breaking = new AbortController();
  private done: Promise<void> = Promise.resolve();
  /** Everything up to here is acknowledged, or of no interest. */
  private position = 0;
  private saved = 0;
  private delivered = 0;

  constructor(
    private readonly deps: WorkerDependencies,
    readonly webhook: Webhook,
  ) {}

  start(): void {
    this.done = this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    const grace = setTimeout(() => this.breaking.abort(), GRACE_MS);
    await this.done;
    clearTimeout(grace);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.deliverFrom(await this.begin());
        await this.save();
      } catch (error) {
        const { webhookId } = this.webhook;
        this.deps.logger.error('deliveries to a webhook start again', { webhookId, error: String(error) });
        await this.deps.pause(RETRY_MS, signal);
      }
    }
  }

  private async begin(): Promise<number> {
    this.saved = await this.deps.store.checkpoints.load(checkpointName(this.webhook));
    this.position = Math.max(this.saved, this.webhook.after);
    return this.position;
  }

  private async deliverFrom(after: number): Promise<void> {
    const { signal } = this.stopping;
    const { types } = this.webhook;
    for await (const page of this.deps.feed.follow({ after, types, limit: PAGE, signal })) {
      for (const event of page.events) {
        // Of a commit with several events, all have to be acknowledged.
        this.position = positionOf(event) - 1;
        if (signal.aborted || !(await this.untilAcknowledged(event))) return;
        if (++this.delivered >= SAVE_EVERY) await this.save();
      }
      this.position = page.next;
      if (this.delivered > 0 || this.position - this.saved >= SAVE_PASSED_EVERY) await this.save();
    }
  }

  /** False when the worker is to end. */
  private async untilAcknowledged(event: OutgoingEvent): Promise<boolean> {
    const { signal } = this.stopping;
    let attempt = await this.resume(event);
    while (!signal.aborted) {
      const outcome = await this.deps.deliverer.attempt(this.webhook, event, {
        cause: 'feed',
        attempt: ++attempt,
        signal: this.breaking.signal,
      });
      if (outcome?.verdict.next === 'delivered') return true;
      if (outcome) await this.afterFailure(outcome);
    }
    return false;
  }

  /** Waits for what is left of a wait that an earlier run began. @returns the failed attempts so far */
  private async resume({ id }: OutgoingEvent): Promise<number> {
    const { webhookId, revision } = this.webhook;
    const last = await this.deps.deliveries.lastOfFeed(webhookId);
    if (last?.eventId !== id || last.retryAt === null || last.revision !== revision) return 0;
    const left = Math.min(LONGEST_MS, last.retryAt - this.deps.clock.now());
    if (left > 0) await this.deps.pause(left, this.stopping.signal);
    return last.attempt;
  }

  private async afterFailure({ verdict }: Outcome): Promise<void> {
    if (verdict.next === 'delivered') return;
    await this.save();
    if (verdict.next === 'retry') return this.deps.pause(verdict.afterMs, this.stopping.signal);
    const { code, problem } = verdict;
    const { webhookId } = this.webhook;
    this.deps.logger.warn('a webhook is disabled', { webhookId, code, problem: problem.code });
    const reason = { code, text: problem.message };
    await this.deps.webhooks.command(webhookId, { do: 'disable', reason }, ACTOR);
    this.stopping.abort();
  }

  private async save(): Promise<void> {
    this.delivered = 0;
    if (this.position <= this.saved) return;
    await this.deps.store.checkpoints.save(checkpointName(this.webhook), this.position);
    this.saved = this.position;
  }
}

/** The place in the log that an event's id names. */
function positionOf({ id }: OutgoingEvent): number {
  return Number(id.split('-')[0]);
}
