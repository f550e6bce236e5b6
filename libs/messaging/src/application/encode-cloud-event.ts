import type { Message, MessageHeader } from '../domain/message.js';

/** What a message says of an event: its attributes by name, and its data as JSON. */
export interface EncodableEvent {
  readonly datacontenttype: string;
  readonly data: unknown;
}

/**
 * A CloudEvent in binary mode: attributes as `ce_` headers, data as the value.
 * @param key the message's key
 * @param tombstone no value, so that the key is deleted on a compacted topic; the headers still tell which event it was
 * @see the Kafka protocol binding of CloudEvents 1.0
 */
export function encodeCloudEvent(
  { datacontenttype, data, ...attributes }: EncodableEvent,
  { key, tombstone = false }: { readonly key: string; readonly tombstone?: boolean },
): Message {
  const headers = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]): MessageHeader => [`ce_${name}`, Buffer.from(String(value))]);
  return {
    key: Buffer.from(key),
    value: tombstone ? null : Buffer.from(JSON.stringify(data)),
    headers: tombstone ? headers : [['content-type', Buffer.from(datacontenttype)], ...headers],
  };
}
