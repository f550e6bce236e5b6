import { shorten, type Problem } from '@bailiwick/kernel';
import { headerOf, type Message } from '../domain/message.js';

export type DecodedMessage =
  | {
      readonly ok: true;
      /** CloudEvents in their JSON format, as sent; not checked otherwise. */
      readonly events: readonly unknown[];
      readonly mode: 'structured' | 'binary' | 'batch';
    }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const ATTRIBUTE = 'ce_';
const FORMATS = 'application/cloudevents+json, application/cloudevents-batch+json, or ce_ headers with JSON';
const JSON_TYPE = /^[a-z0-9.-]+\/([a-z0-9.-]+\+)?json$/;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The CloudEvents in a message: structured, batched or binary mode, told apart by the content type. A message that
 * has neither a content type of CloudEvents nor `ce_` headers is taken as structured JSON.
 * @see the Kafka protocol binding of CloudEvents 1.0
 */
export function decodeCloudEvents(message: Message): DecodedMessage {
  try {
    return { ok: true, ...eventsOf(message) };
  } catch (error) {
    if (error instanceof Undecodable) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

class Undecodable extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

function eventsOf(message: Message): { events: readonly unknown[]; mode: 'structured' | 'binary' | 'batch' } {
  const contentType = mediaType(headerOf(message, 'content-type'));
  if (contentType === 'application/cloudevents-batch+json')
    return { events: listOf(json(message.value)), mode: 'batch' };
  if (contentType?.startsWith('application/cloudevents')) {
    if (contentType !== 'application/cloudevents+json') throw unsupported(contentType);
    return { events: [json(message.value)], mode: 'structured' };
  }
  if (!message.headers.some(([name]) => name.startsWith(ATTRIBUTE)))
    return { events: [json(message.value)], mode: 'structured' };
  if (contentType !== undefined && !JSON_TYPE.test(contentType)) throw unsupported(contentType);
  return { events: [binary(message, contentType)], mode: 'binary' };
}

function binary(message: Message, contentType: string | undefined): Record<string, unknown> {
  const attributes = message.headers
    .filter(([name, value]) => name.startsWith(ATTRIBUTE) && value !== null)
    .map(([name, value]): [string, unknown] => [name.slice(ATTRIBUTE.length), text(value!, name)]);
  return Object.fromEntries([
    ...attributes,
    ...(contentType === undefined ? [] : [['datacontenttype', contentType]]),
    ['data', json(message.value)],
  ]);
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value) && value.length > 0) return value;
  throw new Undecodable({
    code: 'wrong-type',
    message: 'The message is not a list of events',
    value: shorten(value),
    expected: 'a JSON list of CloudEvents, one at least',
  });
}

function json(bytes: Uint8Array | null): unknown {
  if (bytes === null || bytes.length === 0)
    throw new Undecodable({ code: 'empty-message', message: 'The message has no value', expected: 'JSON' });
  const content = text(bytes, 'value');
  try {
    return JSON.parse(content);
  } catch (error) {
    throw new Undecodable({
      code: 'not-json',
      message: `The value is not JSON: ${(error as Error).message}`,
      value: shorten(content),
      expected: 'JSON',
    });
  }
}

function text(bytes: Uint8Array, name: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Undecodable({
      code: 'not-utf8',
      message: `The ${name === 'value' ? 'value' : `header ${shorten(name, 60)}`} is not UTF-8`,
      expected: 'UTF-8 text',
    });
  }
}

/** Without its parameters, in lower case. */
function mediaType(header: Uint8Array | undefined): string | undefined {
  return header && text(header, 'content-type').split(';')[0]!.trim().toLowerCase();
}

function unsupported(contentType: string): Undecodable {
  return new Undecodable({
    code: 'unsupported-format',
    message: `The content type is ${shorten(contentType, 60)}`,
    value: shorten(contentType),
    expected: FORMATS,
  });
}
