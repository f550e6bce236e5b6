import type { IHeaders, KafkaMessage, Message as KafkaRecord, TopicMessages } from 'kafkajs';
import type { MessageHeader, OutgoingRecord, ReceivedMessage } from '../../domain/message.js';

/** A record in the library's form, grouped by topic. */
export function byTopic(records: readonly OutgoingRecord[]): TopicMessages[] {
  const topics = new Map<string, KafkaRecord[]>();
  for (const { topic, key, value, headers } of records) {
    const messages = topics.get(topic) ?? [];
    messages.push({ key: bufferOf(key), value: bufferOf(value), headers: toHeaders(headers) });
    topics.set(topic, messages);
  }
  return [...topics].map(([topic, messages]) => ({ topic, messages }));
}

export function received(topic: string, partition: number, message: KafkaMessage): ReceivedMessage {
  const { key, value, headers, offset, timestamp } = message;
  return {
    topic,
    partition,
    offset: BigInt(offset),
    timestamp: Number(timestamp),
    key,
    value,
    headers: fromHeaders(headers ?? {}),
  };
}

function toHeaders(headers: readonly MessageHeader[]): IHeaders {
  const grouped = new Map<string, Buffer[]>();
  // The library's type knows no header without a value, its encoder does.
  for (const [name, value] of headers) grouped.set(name, [...(grouped.get(name) ?? []), bufferOf(value)!]);
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [name, values.length > 1 ? values : values[0]]),
  );
}

function fromHeaders(headers: IHeaders): MessageHeader[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values]).map((value): MessageHeader => [
      name,
      typeof value === 'string' ? Buffer.from(value) : (value ?? null),
    ]),
  );
}

function bufferOf(bytes: Uint8Array | null): Buffer | null {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
