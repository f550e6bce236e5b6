import { memoryStore } from '../../../../test/support/memory-store.js';
import type { NewEvent } from '../domain/commit.js';
import type { EventStore } from '../domain/event-store.port.js';
import { appendDecided } from './append-decided.js';
import { LiveStream } from './live-stream.js';

const meta = { actor: { id: 'ana', role: 'ops' as const }, correlationId: 'c', causationId: 'c' };
const written = (id: string, text: string): NewEvent => ({
  id,
  type: 'TombstoneWritten',
  v: 1,
  data: { text },
  meta,
});
const texts = (store: EventStore) =>
  new LiveStream<readonly string[]>(store, 's', [], (all, { events }) => [
    ...all,
    ...events.map(({ data }) => (data as { text: string }).text),
  ]);

/** A decision on how many texts there are, by a key made of that, and what happens before it is recorded. */
function decider(store: EventStore, name: string, meanwhile: () => Promise<unknown> = async () => undefined) {
  const live = texts(store);
  return async () => {
    const { length } = await live.read();
    await meanwhile();
    const events = length >= 3 ? [] : [written(`${name}-${length}`, `${name} after ${length}`)];
    return { stream: 's', expectedVersion: length, events, idempotencyKey: `s:${length + 1}` };
  };
}

describe('what is decided and appended', () => {
  it('is decided anew when somebody else was quicker, also where both made the same key', async () => {
    const store = memoryStore();
    let quicker = 0;
    const meanwhile = async (): Promise<void> => {
      if (quicker++ === 0) await appendDecided(store, decider(store, 'quick'));
    };
    const result = await appendDecided(store, decider(store, 'slow', meanwhile));
    expect(result).toMatchObject({ to: 2, repeated: false });
    expect(await texts(store).read()).toEqual(['quick after 0', 'slow after 1']);
  });

  it('is nothing where nothing is to be done', async () => {
    const store = memoryStore();
    for (let n = 0; n < 3; n++) await appendDecided(store, decider(store, 'x'));
    expect(await appendDecided(store, decider(store, 'x'))).toBeUndefined();
  });

  it('is given up when races are lost for ever, and at once when deciding fails', async () => {
    const store = memoryStore();
    let rounds = 0;
    const behind = async () => {
      rounds++;
      return { stream: 's', expectedVersion: 7, events: [written('a', 'a')], idempotencyKey: 'k' };
    };
    await expect(appendDecided(store, behind)).rejects.toMatchObject({ code: 'concurrency' });
    expect(rounds).toBe(20);
    await expect(appendDecided(store, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('a stream that is kept', () => {
  it('is read to its end by each reader, each commit once, whatever the order of the readers', async () => {
    const store = memoryStore();
    const live = texts(store);
    expect(await live.read()).toEqual([]);
    await appendDecided(store, decider(store, 'x'));
    const [one, two] = await Promise.all([live.read(), live.read()]);
    expect([one, two]).toEqual([['x after 0'], ['x after 0']]);
  });
});
