import { openMemoryEventStore } from '../adapters/memory/open-memory-event-store.js';
import { TimerQueue } from '../domain/timer-queue.js';
import { collect, countedIds, TEST_META, testDependencies } from '../testing/test-dependencies.js';
import { fireTimers } from './fire-timers.js';

const timers = [
  { timerId: 'later', dueAt: 300 },
  { timerId: 'second', dueAt: 200 },
  { timerId: 'first', dueAt: 100 },
];

test('overdue timers enter the log in order of due time, once', async () => {
  const store = openMemoryEventStore(testDependencies());
  const ids = countedIds('fired');
  const append = store.appendBatch.bind(store);
  const queue = new TimerQueue(timers);
  const fired = await fireTimers(queue, 200, { append, ids, meta: TEST_META });
  expect(fired.map((t) => t.timerId)).toEqual(['first', 'second']);
  expect(queue.list()).toEqual([timers[0]]);
  // After a crash the queue is folded anew, and what had fired already is a repeat.
  await fireTimers(new TimerQueue(timers), 300, { append, ids, meta: TEST_META });
  const commits = await collect(store.readAll(0));
  expect(commits.map((c) => [c.key, c.stream, c.events[0]!.type, c.events[0]!.data])).toEqual(
    [timers[2]!, timers[1]!, timers[0]!].map((t) => [t.timerId, `timer:${t.timerId}`, 'TimerFired', t]),
  );
});

test('what could not be recorded stays in the queue', async () => {
  const store = openMemoryEventStore(testDependencies());
  const deps = { ids: countedIds('fired'), meta: TEST_META };
  const queue = new TimerQueue(timers);
  const fenced = fireTimers(queue, 300, { ...deps, append: (r) => store.appendBatch(r, { atPosition: 7 }) });
  await expect(fenced).rejects.toMatchObject({ code: 'position-taken' });
  expect(queue.size).toBe(3);
  await store.close();
  const closed = fireTimers(queue, 300, { ...deps, append: (r) => store.appendBatch(r) });
  await expect(closed).rejects.toMatchObject({ code: 'store-closed' });
  expect(queue.size).toBe(3);
});
