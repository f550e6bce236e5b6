import { eventRegistry } from '../domain/event-registry.js';
import type { EventStore } from '../domain/event-store.port.js';
import type { WithLog } from './event-store.contract.js';
import { testRequest } from './test-dependencies.js';

async function append(store: EventStore, from: number, to: number): Promise<void> {
  const numbers = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  await store.appendBatch(numbers.map((i) => testRequest(`s${i % 2}`, `k${i}`)));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

export function subscriptionContract(withLog: WithLog): void {
  test(
    'hands over every commit once and in order, old ones and new ones of any process',
    withLog(async ({ open }) => {
      const [here, there] = [await open(), await open()];
      await append(here, 1, 5);
      const seen: number[] = [];
      const subscription = here.subscribe('reader', (commit) => void seen.push(commit.position));
      await subscription.caughtUp();
      await append(here, 6, 8);
      await append(there, 9, 11);
      await subscription.caughtUp();
      expect(seen).toEqual(range(1, 11));
      expect(subscription).toMatchObject({ position: 11, running: true, name: 'reader' });
      await subscription.stop();
      expect(subscription.running).toBe(false);
      await subscription.done;
    }),
  );

  test(
    'goes on from its checkpoint, which is saved after the handler',
    withLog(async ({ open }) => {
      const store = await open();
      await append(store, 1, 10);
      const during: number[] = [];
      const first = store.subscribe(
        'reader',
        async () => void during.push(await store.checkpoints.load('reader')),
        {
          checkpointEvery: 4,
        },
      );
      await first.caughtUp();
      await first.stop();
      expect(during).toEqual([0, 0, 0, 0, 4, 4, 4, 4, 8, 8]);
      expect(await store.checkpoints.load('reader')).toBe(10);
      await append(store, 11, 12);
      const seen: number[] = [];
      const second = store.subscribe('reader', (commit) => void seen.push(commit.position));
      await second.caughtUp();
      expect(seen).toEqual([11, 12]);
    }),
  );

  test(
    'a new reader may begin in the middle',
    withLog(async ({ open }) => {
      const store = await open();
      await append(store, 1, 5);
      const seen: number[] = [];
      const subscription = store.subscribe('late', (commit) => void seen.push(commit.position), { from: 3 });
      await subscription.caughtUp();
      expect(seen).toEqual([4, 5]);
    }),
  );

  test(
    'an error of the handler stops it; the commit is handed over again afterwards',
    withLog(async ({ open }) => {
      const store = await open();
      await append(store, 1, 5);
      const failing = store.subscribe('reader', ({ position }) => {
        if (position === 3) throw new Error('not today');
      });
      await expect(failing.done).rejects.toThrow('not today');
      expect(failing).toMatchObject({ running: false, position: 2 });
      await expect(failing.caughtUp()).rejects.toThrow('not today');
      const seen: number[] = [];
      const retry = store.subscribe('reader', (commit) => void seen.push(commit.position));
      await retry.caughtUp();
      expect(seen).toEqual([3, 4, 5]);
    }),
  );

  test(
    'an unknown event type stops it before the handler sees the commit',
    withLog(async ({ open }) => {
      const writer = await open();
      await append(writer, 1, 2);
      const reader = await open({ registry: eventRegistry([]) });
      const seen: number[] = [];
      const subscription = reader.subscribe('reader', (commit) => void seen.push(commit.position));
      await expect(subscription.done).rejects.toMatchObject({
        code: 'unknown-event-type',
        type: 'NoteTaken',
      });
      expect(seen).toEqual([]);
      expect(subscription.running).toBe(false);
    }),
  );

  test(
    'closing the store stops its readers after the commit in hand',
    withLog(async ({ open }) => {
      const store = await open();
      await append(store, 1, 50);
      let release = (): void => undefined;
      const started = new Promise<void>((resolve) => {
        store.subscribe('reader', async ({ position }) => {
          if (position !== 1) return;
          resolve();
          await new Promise<void>((go) => (release = go));
        });
      });
      await started;
      const closing = store.close();
      release();
      await closing;
      const again = await open();
      expect(await again.checkpoints.load('reader')).toBe(1);
    }),
  );
}
