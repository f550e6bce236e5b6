import type { StopSignal } from '@bailiwick/event-store';
import { type Clock, type Rng } from '@bailiwick/kernel';
import type { Deliverable, Delivery } from '../../domain/webhooks/delivery.js';
import { type Attempted, judge, type RetryPolicy, type Verdict } from '../../domain/webhooks/retry.js';
import { signingSecrets, type Webhook } from '../../domain/webhooks/webhook-state.js';
import type { Deliveries } from './deliveries.js';
import type { WebhookSender } from './ports.js';
import { signedRequest, type Secrets } from './signing.js';

export interface DelivererDependencies {
  readonly sender: WebhookSender;
  readonly secrets: Secrets;
  readonly deliveries: Pick<Deliveries, 'record'>;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly retries: RetryPolicy;
}

/** Which attempt this is, and why it is made. */
export interface Attempt {
  readonly cause: Delivery['cause'];
  /** From 1. */
  readonly attempt: number;
  readonly signal: StopSignal;
}

export interface Outcome {
  readonly verdict: Verdict;
  readonly delivery: Delivery;
}

/** Makes single attempts: signs, sends, judges, writes down. */
export class Deliverer {
  constructor(private readonly deps: DelivererDependencies) {}

  /** @returns `undefined` when the signal broke it off: it does not count */
  async attempt(
    webhook: Webhook,
    event: Deliverable,
    { cause, attempt, signal }: Attempt,
  ): Promise<Outcome | undefined> {
    const { clock, retries, rng, deliveries } = this.deps;
    const at = clock.now();
    const started = clock.monotonic();
    const attempted = await this.send(webhook, event, at, signal);
    if (signal.aborted && attempted.kind === 'failed') return undefined;
    const verdict = judge(attempted, attempt, retries, rng);
    const delivery = await deliveries.record(webhook.webhookId, {
      eventId: event.id,
      type: event.type,
      subject: event.subject,
      cause,
      at,
      attempt,
      status: attempted.kind === 'answered' ? attempted.status : null,
      durationMs: Math.round(clock.monotonic() - started),
      problem: verdict.next === 'delivered' ? null : verdict.problem,
      retryAt: verdict.next === 'retry' && cause === 'feed' ? clock.now() + verdict.afterMs : null,
      revision: webhook.revision,
    });
    return { verdict, delivery };
  }

  private async send(
    webhook: Webhook,
    event: Deliverable,
    at: number,
    signal: StopSignal,
  ): Promise<Attempted> {
    const { secrets, sender } = this.deps;
    const signing = signingSecrets(webhook, at);
    const found = await Promise.all(signing.map((ref) => secrets.find(webhook.webhookId, ref)));
    // Signed by an old secret alone, a receiver that has the new one would refuse what is true.
    if (found[0] === undefined) return SECRET_UNAVAILABLE;
    const known = found.filter((secret) => secret !== undefined);
    return sender.send({ url: webhook.url, ...signedRequest(event, known, at), signal });
  }
}

const SECRET_UNAVAILABLE: Attempted = {
  kind: 'failed',
  code: 'secret-unavailable',
  message:
    'the secret is not one of the present keys; give back the key that it was made with (WEBHOOKS_KEY, or DATA_DIR/webhook-key), or rotate the secret',
};
