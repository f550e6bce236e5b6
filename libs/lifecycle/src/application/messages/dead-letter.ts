import { shorten, type Problem } from '@bailiwick/kernel';
import type { MessageHeader, OutgoingRecord } from '@bailiwick/messaging';
import type { RefusedMessage } from './ingest-messages.js';

const PREFIX = 'dlq-';
const MAX_PROBLEMS = 20;

/**
 * A refused message with its original key, value bytes and headers. Added are `dlq-reason` (`invalid` or `id-reused`),
 * `dlq-problems` (JSON, the first 20), `dlq-topic`, `dlq-partition`, `dlq-offset`, `dlq-timestamp` (of the original)
 * and `dlq-group`; headers of these names from an earlier refusal are replaced.
 */
export function deadLetter(topic: string, group: string, refused: RefusedMessage): OutgoingRecord {
  const { message, reason, problems } = refused;
  const { key, value, headers, topic: origin, partition, offset, timestamp } = message;
  const added = {
    reason,
    problems: JSON.stringify(problems.slice(0, MAX_PROBLEMS).map(short)),
    topic: origin,
    partition,
    offset,
    timestamp: new Date(timestamp).toISOString(),
    group,
  };
  return {
    topic,
    key,
    value,
    headers: [
      ...headers.filter(([name]) => !name.startsWith(PREFIX)),
      ...Object.entries(added).map(([name, text]): MessageHeader => [
        `${PREFIX}${name}`,
        Buffer.from(String(text)),
      ]),
    ],
  };
}

function short({ code, message, pointer, value, expected, hint }: Problem): Problem {
  return {
    code,
    message,
    ...(pointer === undefined ? {} : { pointer: shorten(pointer) }),
    ...(value === undefined ? {} : { value: shorten(value) }),
    ...(expected === undefined ? {} : { expected: shorten(expected) }),
    ...(hint === undefined ? {} : { hint: shorten(hint) }),
  };
}
