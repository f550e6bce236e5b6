import type { OutgoingEvent } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, Clock, Logger } from '@bailiwick/kernel';
import type { Delivery } from '../../domain/webhooks/delivery.js';
import type { Verdict } from '../../domain/webhooks/retry.js';
import { checkpointName, type Webhook } from '../../domain/webhooks/webhook-state.js';
import type { Feed } from '../feed.js';
import type { Deliverer, Outcome } from './deliverer.js';
import type { Deliveries } from './deliveries.js';
import type { Pause } from './ports.js';
import type { Webhooks } from './webhooks.js';

export interface WorkerDependencies {
  readonly store: Pick<EventStore, 'checkpoints'>;
  readonly feed: Pick<Feed, 'follow'>;
  readonly webhooks: Pick<Webhooks, 'command'>;
  readonly deliverer: Pick<Deliverer, 'attempt'>;
  readonly deliveries: Pick<Deliveries, 'failing'>;
  readonly clock: Clock;
  readonly pause: Pause;
  readonly logger: Logger;
}

const ACTOR: Actor = { id: 'system:webhooks', role: 'admin' };
/** So many events, of as many accounts, are on their way to an endpoint at a time. */
const AT_ONCE = 8;
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

/** Delivers to one endpoint, in the order of the log for each account, every event until it is acknowledged. */
export class WebhookWorker {
  private readonly stopping = new AbortController();
  private readonly breaking = new AbortController();
  private done: Promise<void> = Promise.resolve();
  /** Everything up to here is acknowledged, or of no interest. */
  private position = 0;
  private saved = 0;
  private delivered = 0;
  /** The failed attempt after which an earlier run of the process was waiting. */
  private interrupted: Delivery | undefined;

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
    const { store, deliveries, clock, pause } = this.deps;
    this.saved = await store.checkpoints.load(checkpointName(this.webhook));
    this.position = Math.max(this.saved, this.webhook.after);
    this.interrupted = await deliveries.failing(this.webhook);
    // What is left of a wait that an earlier run began.
    const left = Math.min(LONGEST_MS, (this.interrupted?.retryAt ?? 0) - clock.now());
    if (left > 0) await pause(left, this.stopping.signal);
    return this.position;
  }

  private async deliverFrom(after: number): Promise<void> {
    const { signal } = this.stopping;
    const { types } = this.webhook;
    for await (const page of this.deps.feed.follow({ after, types, limit: PAGE, signal })) {
      for (const batch of batchesOf(page.events)) {
        // Of a commit with several events, all have to be acknowledged.
        this.position = positionOf(batch[0]!) - 1;
        if (this.delivered >= SAVE_EVERY) await this.save();
        if (signal.aborted || !(await this.untilAcknowledged(batch))) return;
        this.delivered += batch.length;
      }
      this.position = page.next;
      if (this.delivered > 0 || this.position - this.saved >= SAVE_PASSED_EVERY) await this.save();
    }
  }

  /** All at once; what fails is tried again one after the other. False when the worker is to end. */
  private async untilAcknowledged(batch: readonly OutgoingEvent[]): Promise<boolean> {
    const { eventId, attempt } = this.interrupted ?? {};
    const first = (event: OutgoingEvent): number => (event.id === eventId ? (attempt ?? 0) + 1 : 1);
    const outcomes = await Promise.all(batch.map((event) => this.attempt(event, first(event))));
    this.interrupted = undefined;
    for (const [index, event] of batch.entries())
      if (!(await this.afterwards(event, outcomes[index]))) return false;
    return true;
  }

  /** What follows an attempt, up to the acknowledgement. False when the worker is to end. */
  private async afterwards(event: OutgoingEvent, begun: Outcome | undefined): Promise<boolean> {
    const { signal } = this.stopping;
    for (let outcome = begun; outcome;) {
      const { verdict, delivery } = outcome;
      if (verdict.next === 'delivered') return true;
      if (signal.aborted) return false;
      await this.save();
      if (verdict.next === 'disable') return this.disable(verdict);
      const left = Math.min(verdict.afterMs, (delivery.retryAt ?? 0) - this.deps.clock.now());
      if (left > 0) await this.deps.pause(left, signal);
      if (signal.aborted) return false;
      outcome = await this.attempt(event, delivery.attempt + 1);
    }
    return false;
  }

  private attempt(event: OutgoingEvent, attempt: number): Promise<Outcome | undefined> {
    const { signal } = this.breaking;
    return this.deps.deliverer.attempt(this.webhook, event, { cause: 'feed', attempt, signal });
  }

  private async disable({ code, problem }: Extract<Verdict, { next: 'disable' }>): Promise<false> {
    const { webhookId } = this.webhook;
    this.deps.logger.warn('a webhook is disabled', { webhookId, code, problem: problem.code });
    const reason = { code, text: problem.message };
    await this.deps.webhooks.command(webhookId, { do: 'disable', reason }, ACTOR);
    this.stopping.abort();
    return false;
  }

  private async save(): Promise<void> {
    this.delivered = 0;
    if (this.position <= this.saved) return;
    await this.deps.store.checkpoints.save(checkpointName(this.webhook), this.position);
    this.saved = this.position;
  }
}

/** Events in order, in batches of no more than one of each subject: those may be on their way together. */
function batchesOf(events: readonly OutgoingEvent[]): readonly (readonly OutgoingEvent[])[] {
  const batches: OutgoingEvent[][] = [];
  let subjects = new Set<string>();
  for (const event of events) {
    if (batches.length === 0 || subjects.has(event.subject) || batches.at(-1)!.length === AT_ONCE) {
      batches.push([]);
      subjects = new Set();
    }
    batches.at(-1)!.push(event);
    subjects.add(event.subject);
  }
  return batches;
}

/** The place in the log that an event's id names. */
function positionOf({ id }: OutgoingEvent): number {
  return Number(id.split('-')[0]);
}
