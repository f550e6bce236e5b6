import { setTimeout as sleep } from 'node:timers/promises';
import { OUTGOING_TYPES, type OutgoingEvent, type OutgoingType } from '@bailiwick/contracts';
import type { EventStore, NewEvent } from '@bailiwick/event-store';
import fc from 'fast-check';
import { memoryStore } from '../../../../test/support/memory-store.js';
import { assignment, commitOf, decision, SUMMARY, tiering } from '../testing/decisions.js';
import { DEFAULT_FEED_TYPES, Feed, type FeedPage } from './feed.js';

const SILENT = decision('RetractionClaimed', {});
const approval = decision('PlanApproved', { planId: 'P1', summary: SUMMARY });
const KINDS: readonly NewEvent[] = [SILENT, assignment(), tiering(), approval];

/** A log of commits, each given by the kinds of its events. */
async function logOf(commits: readonly (readonly number[])[]): Promise<EventStore> {
  const store = memoryStore();
  for (const kinds of commits)
    await store.appendBatch([
      commitOf(
        's',
        kinds.map((kind) => KINDS[kind]!),
      ),
    ]);
  return store;
}

const append = (store: EventStore, ...events: NewEvent[]): Promise<unknown> =>
  store.appendBatch([commitOf('s', events)]);

async function allPages(
  feed: Feed,
  limit: number,
  types: readonly OutgoingType[] | undefined,
): Promise<FeedPage[]> {
  const pages: FeedPage[] = [];
  let after = 0;
  do {
    pages.push(await feed.read({ after, limit, types }));
    after = pages.at(-1)!.next;
  } while (pages.at(-1)!.events.length > 0);
  return pages;
}

const positionOf = ({ id }: OutgoingEvent): number => Number(id.split('-')[0]);

describe('the feed', () => {
  it('tells a reader whose position this log has not reached, and waits at its very end', async () => {
    const feed = new Feed(await logOf([[1], [2]]));
    expect(await feed.read({ after: 2, limit: 10 })).toEqual({ events: [], next: 2 });
    await expect(feed.read({ after: 3, limit: 10, waitMs: 60_000 })).rejects.toMatchObject({
      code: 'position-beyond-log',
      details: { value: 3, expected: 'a position from 0 to 2' },
    });
  });

  const commits = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), { maxLength: 25 });
  const types = fc.option(fc.subarray([...OUTGOING_TYPES], { minLength: 1 }), { nil: undefined });

  it('gives everything once, in whole commits, whatever the page size; only the last page is empty', async () => {
    await fc.assert(
      fc.asyncProperty(commits, types, fc.integer({ min: 1, max: 9 }), async (log, wanted, limit) => {
        const feed = new Feed(await logOf(log));
        const everything = await feed.read({ after: 0, limit: 1_000, types: OUTGOING_TYPES });
        const whole = everything.events.filter(({ type }) => (wanted ?? DEFAULT_FEED_TYPES).includes(type));
        const pages = await allPages(feed, limit, wanted);
        expect(pages.flatMap(({ events }) => events)).toEqual(whole);
        expect(new Set(everything.events.map(({ id }) => id)).size).toBe(everything.events.length);
        expect(pages.at(-1)!.next).toBe(log.length);
        let after = 0;
        for (const { events, next } of pages) {
          expect(next).toBeGreaterThanOrEqual(after);
          for (const event of events)
            expect(positionOf(event) > after && positionOf(event) <= next).toBe(true);
          const commitsInIt = new Set(events.map(positionOf)).size;
          expect(events.length <= limit || commitsInIt === 1).toBe(true);
          after = next;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('follows from what it tells: the same ids from another start', async () => {
    const feed = new Feed(await logOf([[1], [0], [2, 3], [1]]));
    const { events } = await feed.read({ after: 0, limit: 1_000 });
    expect((await feed.read({ after: 2, limit: 1_000 })).events).toEqual(
      events.filter((event) => positionOf(event) > 2),
    );
  });

  it('tells how far it read where there was nothing to tell, and stays where nothing is new', async () => {
    const feed = new Feed(await logOf([[0], [0]]));
    expect(await feed.read({ after: 0, limit: 10 })).toEqual({ events: [], next: 2 });
    expect(await feed.read({ after: 2, limit: 10 })).toEqual({ events: [], next: 2 });
  });

  it('leaves out what repeats the change of territory, unless it is asked for', async () => {
    const feed = new Feed(await logOf([[1]]));
    const typesOf = async (wanted?: OutgoingType[]): Promise<string[]> =>
      (await feed.read({ after: 0, limit: 10, types: wanted })).events.map(({ type }) => type);
    expect(await typesOf()).toEqual(['territory.changed.v1']);
    expect(await typesOf(['territory.ownership.v1'])).toEqual(['territory.ownership.v1']);
  });

  describe('waiting', () => {
    it('goes on through what does not match and ends with the first event that does', async () => {
      const store = memoryStore();
      const waiting = new Feed(store).read({ after: 0, limit: 10, waitMs: 60_000 });
      await sleep(5);
      await append(store, SILENT);
      await sleep(5);
      await append(store, assignment());
      expect(await waiting).toMatchObject({ events: [{ id: '2-0' }], next: 2 });
    });

    it('ends with nothing when the time is over, and tells how far it read', async () => {
      const store = memoryStore();
      const waiting = new Feed(store).read({ after: 0, limit: 10, waitMs: 30 });
      await append(store, SILENT);
      expect(await waiting).toEqual({ events: [], next: 1 });
    });

    it('ends when the reader leaves, and for all when the feed closes', async () => {
      const feed = new Feed(memoryStore());
      const leaving = new AbortController();
      const first = feed.read({ after: 0, limit: 10, waitMs: 60_000, signal: leaving.signal });
      const second = feed.read({ after: 0, limit: 10, waitMs: 60_000 });
      leaving.abort();
      expect(await first).toEqual({ events: [], next: 0 });
      feed.close();
      expect(await second).toEqual({ events: [], next: 0 });
      expect(await feed.read({ after: 0, limit: 10, waitMs: 60_000 })).toEqual({ events: [], next: 0 });
    });
  });

  it('is followed page by page, from the past into the present', async () => {
    const store = await logOf([[1], [0], [2]]);
    const feed = new Feed(store);
    const ids: string[] = [];
    const read = (async () => {
      for await (const { events, next } of feed.follow({ after: 0, limit: 1 })) {
        ids.push(...events.map(({ id }) => id), `read ${next}`);
        if (next === 5) return;
      }
    })();
    await sleep(5);
    await append(store, SILENT);
    await sleep(5);
    await append(store, approval);
    await read;
    expect(ids).toEqual(['1-0', 'read 1', '3-0', 'read 3', 'read 4', '5-0', 'read 5']);
    const closing = feed.follow({ after: 5 }).next();
    feed.close();
    expect(await closing).toEqual({ done: true, value: undefined });
  });

  it('hands a subscriber every message in order, and after a failure the whole commit again', async () => {
    const store = await logOf([[1], [0], [2, 1]]);
    const feed = new Feed(store);
    const seen: string[] = [];
    const failing = feed.subscribe('mirror', ({ event }) => {
      if (event.id === '3-1') throw new Error('down');
      seen.push(event.id);
    });
    await expect(failing.done).rejects.toThrow('down');
    const running = feed.subscribe('mirror', ({ topic, event }) => void seen.push(`${event.id} ${topic}`));
    await running.caughtUp();
    await running.stop();
    expect(seen).toEqual([
      '1-0',
      '1-1',
      '3-0',
      '3-0 tier-changed',
      '3-1 territory-changed',
      '3-2 territory-ownership',
    ]);
  });
});
