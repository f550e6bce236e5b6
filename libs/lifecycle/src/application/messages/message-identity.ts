import { headerOf, type ReceivedMessage } from '@bailiwick/messaging';

/** Where a message that was redriven stood when it first came: `TOPIC/PARTITION/OFFSET`. */
export const ORIGIN_HEADER = 'bailiwick-origin';

/** A message's place, which names it for ever: where it first came, however often it was redriven. */
export interface MessagePlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

export function placeOf(message: ReceivedMessage): MessagePlace {
  const origin = headerOf(message, ORIGIN_HEADER);
  const told = origin && /^([A-Za-z0-9._-]{1,249})\/(\d{1,9})\/(\d{1,18})$/.exec(utf8.decode(origin));
  if (told) return { topic: told[1]!, partition: Number(told[2]), offset: told[3]! };
  const { topic, partition, offset } = message;
  return { topic, partition, offset: String(offset) };
}

/**
 * An event of a message that says no `source` or no `id` is identified by where the message stands, so that handing
 * it over again repeats it.
 * @param index the event's place in a message that holds a list
 */
export function withIdentity(
  event: unknown,
  { topic, partition, offset }: MessagePlace,
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

const utf8 = new TextDecoder();
