import { OUTGOING_TOPICS, OUTGOING_TYPES } from '@bailiwick/contracts';
import type { MessageBroker, ReceivedMessage } from '@bailiwick/messaging';
import { outgoingOf, type OutgoingMessage } from '@bailiwick/relay';
import { headerText, readTopics, textOf, until } from './messages.js';
import { openLog } from './open-log.js';
import type { Service } from './service.js';

export interface Survivor {
  readonly service: Pick<Service, 'call'>;
  readonly dataDir: string;
  /** Where the log is, if not in `dataDir`. */
  readonly mongodbUri?: string;
  readonly broker: MessageBroker;
  readonly prefix: string;
}

interface FeedItem {
  readonly id: string;
  readonly type: string;
  readonly data: unknown;
}

/** Every message of the outgoing topics, in the order of each partition. */
export type Published = readonly ReceivedMessage[];

/**
 * What must hold after any fault: each event that was acknowledged is in the log exactly once; the log is whole; the
 * feed and the topics say what the log says, in order, a repeat under the same id with the same content; ownership
 * versions have no gap; the compacted topic ends with the owner that the log names.
 * Waits until all of them are in the log and were reacted to, and until the topics have caught up with that.
 * @param ids of the events that were acknowledged
 */
export async function expectNothingLost(survivor: Survivor, ids: readonly string[]): Promise<Published> {
  const { service } = survivor;
  const incoming = await recorded(service, ids.length);
  expect(incoming.sort()).toEqual([...ids].sort());
  await reactedTo(service);

  const log = await logOf(survivor);
  await feedAgrees(service, log);
  const published = await topicsSay(survivor, log.messages);
  topicsAgree(survivor, published, log);
  return published;
}

/** The ids of what came in so far, in order. */
export async function recordedIds(service: Pick<Service, 'call'>): Promise<string[]> {
  const { events } = await read<FeedItem>(service, '/v1/events');
  return events.map(({ id }) => id);
}

/** The ids of what came in, when there are at least so many. */
async function recorded(service: Pick<Service, 'call'>, count: number): Promise<string[]> {
  const ids: string[] = [];
  let after = 0;
  await until(async () => {
    const page = await read<FeedItem>(service, '/v1/events', after);
    ids.push(...page.events.map(({ id }) => id));
    after = page.next;
    return ids.length >= count;
  });
  const late = await read<FeedItem>(service, '/v1/events', after);
  return [...ids, ...late.events.map(({ id }) => id)];
}

/** Positions in the log so far; -1 while nobody answers. */
export async function headOf({ call }: Pick<Service, 'call'>): Promise<number> {
  const ready = await call('/health/ready').catch(() => undefined);
  return ready?.ok ? ((await ready.json()) as { head: number }).head : -1;
}

interface Page<T> {
  readonly events: readonly T[];
  readonly next: number;
}

/** Everything behind a paged address after a position, and the position read up to. */
async function read<T>({ call }: Pick<Service, 'call'>, path: string, start = 0): Promise<Page<T>> {
  const all: T[] = [];
  for (let after = start; ;) {
    const response = await call(`${path}${path.includes('?') ? '&' : '?'}after=${after}&limit=1000`);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    const { events, next } = (await response.json()) as Page<T>;
    if (next === after) return { events: all, next };
    all.push(...events);
    after = next;
  }
}

async function reactedTo({ call }: Pick<Service, 'call'>): Promise<void> {
  const start = await headOf({ call });
  await until(async () => {
    const ready = await call('/health/ready');
    return ready.ok && ((await ready.json()) as { process: { position: number } }).process.position >= start;
  });
}

interface Log {
  readonly head: number;
  /** What the log tells the world, in order. */
  readonly messages: readonly OutgoingMessage[];
}

async function logOf({ dataDir, mongodbUri }: Survivor): Promise<Log> {
  const store = await openLog(dataDir, mongodbUri);
  try {
    const { position: head } = await store.head();
    expect(await store.verifyChain()).toMatchObject({ ok: true, tombstones: [] });
    const messages: OutgoingMessage[] = [];
    let last = 0;
    for await (const commit of store.readAll(0, { upTo: head })) {
      expect(commit.position).toBe(++last);
      messages.push(...outgoingOf(commit, store.logId));
    }
    expect(last).toBe(head);
    return { head, messages };
  } finally {
    await store.close();
  }
}

async function feedAgrees(service: Pick<Service, 'call'>, { head, messages }: Log): Promise<void> {
  const { events: feed } = await read<FeedItem>(service, `/v1/feed?type=${OUTGOING_TYPES.join(',')}`);
  const expected = messages.map(({ event }) => event);
  const known = feed.filter(({ id }) => positionOf(id) <= head);
  expect(known.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
  expect(known.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(expected[i]))).toBe(-1);
}

function topicsSay({ broker, prefix }: Survivor, messages: readonly OutgoingMessage[]): Promise<Published> {
  const missing = new Set(messages.map(({ event }) => event.id));
  let seen = 0;
  return readTopics(
    broker,
    OUTGOING_TOPICS.map((topic) => prefix + topic),
    (all) => {
      for (; seen < all.length; seen++) missing.delete(headerText(all[seen]!, 'ce_id'));
      return missing.size === 0;
    },
  );
}

function topicsAgree({ prefix }: Survivor, published: Published, { head, messages }: Log): void {
  const expected = new Map(messages.map((message) => [message.event.id, message]));
  const first = new Map<string, ReceivedMessage>();
  const wrong: string[] = [];
  const lastOfKey = new Map<string, string>();
  const versions = new Map<string, number>();
  const tail = new Map<string, string>();
  for (const one of published) {
    const id = headerText(one, 'ce_id');
    if (positionOf(id) > head) continue;
    const key = textOf(one.key);
    const said = expected.get(id);
    if (!said) wrong.push(`${id} is not in the log`);
    else if (prefix + said.topic !== one.topic || said.key !== key) wrong.push(`${id} is in the wrong place`);
    else if (textOf(one.value) !== valueOf(said)) wrong.push(`${id} has another content`);
    if (one.topic === `${prefix}territory-ownership`) tail.set(key, id);
    if (first.has(id)) continue;
    first.set(id, one);
    const before = lastOfKey.get(`${one.topic} ${key}`);
    if (before !== undefined && !isAfter(id, before)) wrong.push(`${id} comes after ${before}`);
    lastOfKey.set(`${one.topic} ${key}`, id);
    if (one.topic !== `${prefix}territory-changed`) continue;
    const { ownershipVersion } = JSON.parse(textOf(one.value)) as { ownershipVersion: number };
    const due = (versions.get(key) ?? 0) + 1;
    if (ownershipVersion !== due) wrong.push(`${key} has version ${ownershipVersion} where ${due} is due`);
    versions.set(key, due);
  }
  expect(wrong).toEqual([]);
  expect([...first.keys()]).toHaveLength(messages.length);
  const owners = messages.filter(({ topic }) => topic === 'territory-ownership');
  expect(Object.fromEntries(tail)).toEqual(
    Object.fromEntries(owners.map(({ key, event }) => [key, event.id])),
  );
}

const valueOf = ({ tombstone, event }: OutgoingMessage): string =>
  tombstone ? '' : JSON.stringify(event.data);

const positionOf = (id: string): number => Number(id.split('-')[0]);

function isAfter(id: string, before: string): boolean {
  const [position, index] = id.split('-').map(Number);
  const [beforePosition, beforeIndex] = before.split('-').map(Number);
  return position! > beforePosition! || (position === beforePosition && index! > beforeIndex!);
}
