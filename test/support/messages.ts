import {
  headerOf,
  type BatchHandler,
  type MessageBroker,
  type MessageHeader,
  type OutgoingRecord,
  type ReceivedMessage,
} from '@bailiwick/messaging';
import { uniqueName } from './kafka.js';

/** Less than a test has, so that what it waited for is told. */
const PATIENCE_MS = 90_000;

/** A structured CloudEvent as a message. */
export function structured(topic: string, event: Record<string, unknown>): OutgoingRecord {
  return message(topic, JSON.stringify(event), { 'content-type': 'application/cloudevents+json' });
}

/** The same in binary mode. */
export function binary(topic: string, { data, ...attributes }: Record<string, unknown>): OutgoingRecord {
  const headers = Object.entries(attributes).map(([name, value]) => [`ce_${name}`, String(value)]);
  return message(topic, JSON.stringify(data), {
    'content-type': 'application/json',
    ...Object.fromEntries(headers),
  });
}

export function message(topic: string, value: string, headers: Record<string, string> = {}): OutgoingRecord {
  return {
    topic,
    key: Buffer.from('key'),
    value: Buffer.from(value),
    headers: Object.entries(headers).map(([name, text]): MessageHeader => [name, Buffer.from(text)]),
  };
}

export async function send(broker: MessageBroker, records: readonly OutgoingRecord[]): Promise<void> {
  const producer = await broker.producer();
  await producer.send(records);
  await producer.close();
}

/** Everything of some topics, read committed by a group of its own, until `isEnough` says so. */
export async function readTopics(
  broker: MessageBroker,
  topics: readonly string[],
  isEnough: (messages: readonly ReceivedMessage[]) => boolean,
): Promise<ReceivedMessage[]> {
  const stopping = new AbortController();
  const patience = setTimeout(() => stopping.abort(), PATIENCE_MS).unref();
  const seen: ReceivedMessage[] = [];
  const keep: BatchHandler = async ({ messages }) => {
    seen.push(...messages);
    if (isEnough(seen)) stopping.abort();
  };
  if (isEnough(seen)) stopping.abort();
  while (!stopping.signal.aborted)
    try {
      await broker.consumer({ group: uniqueName('reader'), topics }).run(keep, stopping.signal);
    } catch (error) {
      // A broker that has just started may refuse groups for a while.
      if (seen.length > 0 || !String(error).includes('coordinator is loading')) throw error;
    }
  clearTimeout(patience);
  if (!isEnough(seen))
    throw new Error(`${topics.join(', ')}: waited ${PATIENCE_MS} ms in vain beyond ${seen.length} messages`);
  return seen;
}

export function textOf(bytes: Uint8Array | null | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

export function headerText(received: ReceivedMessage, name: string): string {
  return textOf(headerOf(received, name));
}

/** Resolves when it is so. @throws Error when it does not come to that */
export async function until(isSo: () => boolean | undefined | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`waited ${PATIENCE_MS} ms in vain for ${isSo}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
