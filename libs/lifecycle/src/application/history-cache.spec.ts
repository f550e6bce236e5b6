import { incoming } from '../../../../test/support/random-events.js';
import { recordOf } from '../domain/subject-event.js';
import { historyOf, isKnown, type SubjectHistory } from '../domain/subject-history.js';
import { HistoryCache } from './history-cache.js';

/** A known account with `count` events. */
function known(accountId: string, count = 3): SubjectHistory {
  const created = incoming('account.new', { accountId, name: 'Acme', arr: 10 }, { id: `${accountId}-0` });
  const later = Array.from({ length: count - 1 }, (_, i) =>
    incoming('account.expanded', { accountId, arrDelta: 5 }, { id: `${accountId}-${i + 1}` }),
  );
  return historyOf([created, ...later].map(recordOf));
}

describe('histories in memory', () => {
  let reads: string[];
  let cache: HistoryCache;
  beforeEach(() => {
    reads = [];
    const store = {
      async *readStream(stream: string) {
        reads.push(stream);
        yield* [];
      },
    };
    cache = new HistoryCache(store, { whole: 7, size: 16 });
  });

  const held = async (stream: string): Promise<number> => (await cache.get(stream)).incoming.size;

  it('are whole where they were used last, and gists before', async () => {
    for (const id of ['a', 'b', 'c']) cache.set(id, known(id));
    expect([await held('c'), await held('b'), await held('a')]).toEqual([3, 3, 0]);
    expect(await cache.get('a')).toMatchObject({ version: 3 });
    expect(isKnown(await cache.get('a'))).toBe(true);
    cache.set('d', known('d'));
    expect([await held('b'), await held('c')]).toEqual([3, 0]);
    expect(reads).toEqual([]);
  });

  it('are forgotten in the end, the one used least recently first', async () => {
    for (const id of ['a', 'b', 'c']) cache.set(id, known(id));
    await cache.get('a');
    cache.set('d', known('d', 9));
    await cache.get('a');
    expect(reads).toEqual([]);
    await cache.get('b');
    expect(reads).toEqual(['b']);
  });

  it('are as long as they are while nobody knows the subject', async () => {
    const grown = incoming('account.expanded', { accountId: 'w', arrDelta: 5 }, { id: '1' });
    cache.set('w', historyOf([recordOf(grown)]));
    for (const id of ['a', 'b']) cache.set(id, known(id));
    cache.set('c', known('c', 7));
    expect(await held('w')).toBe(1);
  });

  it('are read again after somebody else changed them', async () => {
    cache.set('a', known('a'));
    cache.drop('a');
    expect((await cache.get('a')).version).toBe(0);
    expect(reads).toEqual(['a']);
  });
});
