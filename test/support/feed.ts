/** A CloudEvent of the feed, as far as every reader knows it. */
export interface FeedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** GET of a path, answered as parsed JSON. */
export type Get = (path: string) => Promise<unknown>;

/** Everything on the feed from its start to its end. */
export async function readFeed(get: Get, limit = 1_000): Promise<FeedEvent[]> {
  const all: FeedEvent[] = [];
  for (let after = 0; ;) {
    const page = (await get(`/v1/feed?after=${after}&limit=${limit}`)) as {
      events: FeedEvent[];
      next: number;
    };
    if (page.events.length === 0) return all;
    all.push(...page.events);
    after = page.next;
  }
}

const RECORDING = new Set(['id', 'source', 'time', 'recordedAt']);

/** The same without what positions and the clock of recording put into it. */
export function withoutRecording(events: readonly FeedEvent[]): unknown[] {
  return events.map(({ type, ...event }) => {
    const data = type.startsWith('plan.') ? { ...event.data, at: undefined } : event.data;
    const text = JSON.stringify({ type, ...event, data }, (name, value: unknown) =>
      RECORDING.has(name) ? undefined : value,
    );
    return JSON.parse(text) as unknown;
  });
}

/** Every item of a list that is answered a page at a time. */
export async function readPages<T>(get: Get, path: string): Promise<T[]> {
  const all: T[] = [];
  for (let after = ''; ;) {
    const page = (await get(`${path}?limit=1000${after}`)) as { items: T[]; next: string | null };
    all.push(...page.items);
    if (page.next === null) return all;
    after = `&after=${encodeURIComponent(page.next)}`;
  }
}
