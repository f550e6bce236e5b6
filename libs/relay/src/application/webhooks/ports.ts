import type { StopSignal } from '@bailiwick/event-store';
import type { Attempted } from '../../domain/webhooks/retry.js';

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Breaks the attempt off. */
  readonly signal: StopSignal;
}

/** Sends one request, once; every failure is an outcome, never an error. */
export interface WebhookSender {
  send(request: WebhookRequest): Promise<Attempted>;
  close(): void;
}

/** Where an endpoint may be. */
export interface AddressPolicy {
  /** Why this address cannot be called, as far as it shows without a look-up; `undefined` when it may be. */
  refusal(url: string): string | undefined;
}

/** Keys that secrets are made of; the first makes new ones. Made on first use where none is configured. */
export interface MasterKeys {
  keys(): Promise<readonly string[]>;
}

/** Resolves after `ms`, or as soon as the signal aborts. */
export type Pause = (ms: number, signal: StopSignal) => Promise<void>;
