import { setTimeout as sleep } from 'node:timers/promises';
import {
  BrokerUnavailableError,
  type MessageBroker,
  type MessageProducer,
  type OutgoingRecord,
} from '@bailiwick/messaging';
import { binary, structured } from './messages.js';
import { cloudEvent } from './random-events.js';

const START = Date.UTC(2026, 2, 1);
const CSMS = 20;
/** Characters of an attribute. */
const MOST_TEXT = 2_000;

export interface StreamShape {
  /** Of all messages together; the first 20 are CSMs that join. */
  readonly events: number;
  readonly accounts: number;
  /** Characters of text that each event about an account carries on top. */
  readonly padding?: number;
}

/** CSMs that join, accounts that come, and then what happens to them; every second message in binary mode. */
export function accountStream(topic: string, { events, accounts, padding = 0 }: StreamShape) {
  const filler = padding > 0 ? { attributes: text(padding) } : {};
  return Array.from({ length: events }, (_, i): OutgoingRecord => {
    const event = i < CSMS ? csm(i) : happening(i - CSMS, accounts, filler);
    return {
      ...(i % 2 === 0 ? structured : binary)(topic, event),
      key: Buffer.from(String(event['subject'])),
    };
  });
}

/** Attributes of so many characters together. */
function text(characters: number): Record<string, string> {
  const count = Math.ceil(characters / MOST_TEXT);
  const one = 'x'.repeat(Math.floor(characters / count));
  return Object.fromEntries(Array.from({ length: count }, (_, i) => [`filler${i}`, one]));
}

/** The ids of the events that `accountStream` gives. */
export function streamIds(events: number): string[] {
  return Array.from({ length: events }, (_, i) => (i < CSMS ? `c${i}` : `e${i - CSMS}`));
}

function csm(i: number): Record<string, unknown> {
  const data = { csmId: `C${i}`, name: `C${i}`, capacityHours: 5_000, pool: true };
  return cloudEvent('csm.joined', data, { id: `c${i}`, time: new Date(START).toISOString() });
}

function happening(i: number, accounts: number, filler: object): Record<string, unknown> {
  const accountId = `A${i % accounts}`;
  const attributes = { id: `e${i}`, time: new Date(START + i * 1_000).toISOString() };
  if (i < accounts)
    return cloudEvent('account.new', { accountId, name: accountId, arr: 10_000, ...filler }, attributes);
  if (i % 40 === 7) return cloudEvent('account.churned', { accountId }, attributes);
  if ('attributes' in filler) return cloudEvent('account.updated', { accountId, ...filler }, attributes);
  return cloudEvent('account.expanded', { accountId, arrDelta: 100 }, attributes);
}

export interface Sending {
  readonly batch?: number;
  /** Between two batches. */
  readonly pauseMs?: number;
  /** Called after each batch with how many are acknowledged. */
  readonly acknowledged?: (count: number) => void;
}

/**
 * Sends in order, each batch when all replicas in sync have acknowledged the one before. What a broker that fails has
 * not acknowledged is sent again, so that events may come twice.
 */
export async function sendSteadily(
  broker: MessageBroker,
  records: readonly OutgoingRecord[],
  { batch = 50, pauseMs = 40, acknowledged }: Sending = {},
): Promise<void> {
  let producer: MessageProducer | undefined;
  for (let next = 0; next < records.length;) {
    try {
      producer ??= await broker.producer();
      await producer.send(records.slice(next, next + batch));
    } catch (error) {
      if (!(error instanceof BrokerUnavailableError)) throw error;
      await producer?.close().catch(() => undefined);
      producer = undefined;
      continue;
    }
    next += batch;
    acknowledged?.(Math.min(next, records.length));
    await sleep(pauseMs);
  }
  await producer?.close();
}
