import type { OutgoingEvent, WebhookTestV1 } from '@bailiwick/contracts';
import type { AttemptProblem } from './retry.js';

/** What is sent to an endpoint. */
export type Deliverable = OutgoingEvent | WebhookTestV1;

/** One attempt at one event, as the delivery log keeps it. */
export interface Delivery {
  /** Counts the endpoint's attempts up. */
  readonly seq: number;
  readonly eventId: string;
  readonly type: string;
  readonly subject: string;
  /** `feed`: in order; `test` and `redelivery`: asked for by somebody, beside the order. */
  readonly cause: 'feed' | 'test' | 'redelivery';
  /** When it was sent, ms since the epoch. */
  readonly at: number;
  /** Which attempt at this event it was, from 1. */
  readonly attempt: number;
  /** Of the answer; null where there was none. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Null: delivered. */
  readonly problem: AttemptProblem | null;
  /** When the next attempt is due, ms since the epoch; null: there is none. */
  readonly retryAt: number | null;
  /** The endpoint's revision then: who changes it wants to be tried anew. */
  readonly revision: number;
}

export type NewDelivery = Omit<Delivery, 'seq'>;
