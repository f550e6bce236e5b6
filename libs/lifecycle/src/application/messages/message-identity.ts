import type { ReceivedMessage } from '@bailiwick/messaging';

/**
 * An event of a message that says no `source` or no `id` is identified by where the message stands, so that handing
 * it over again repeats it.
 * @param index the event's place in a message that holds a list
 */
export function withIdentity(
  event: unknown,
  { topic, partition, offset }: Pick<ReceivedMessage, 'topic' | 'partition' | 'offset'>,
  index?: number,
): unknown {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return event;
  const place = `${topic}/${partition}/${offset}${index === undefined ? '' : `/${index}`}`;
  const { source, id } = event as { source?: unknown; id?: unknown };
  return {
    ...event,
    ...(isMissing(source) ? { source: `kafka:${topic}` } : {}),
    ...(isMissing(id) ? { id: place } : {}),
  };
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}
