import type { EventStore } from '@bailiwick/event-store';
import { Deliveries } from '../application/webhooks/deliveries.js';
import type { NewDelivery } from '../domain/webhooks/delivery.js';

const attempt = (eventId: string, over: Partial<NewDelivery> = {}): NewDelivery => ({
  eventId,
  type: 'territory.changed.v1',
  subject: 'A1',
  cause: 'feed',
  at: 0,
  attempt: 1,
  status: 200,
  durationMs: 1,
  problem: null,
  retryAt: null,
  revision: 1,
  ...over,
});

/** @param open the same store at each call, as another process has it */
export function deliveriesContract(name: string, open: () => Promise<EventStore>): void {
  describe(`deliveries on ${name}`, () => {
    let stores: readonly [EventStore, EventStore];
    beforeEach(async () => void (stores = [await open(), await open()]));
    afterEach(async () => void (await Promise.all(stores.map((store) => store.close()))));

    const numbered = async (deliveries: Deliveries): Promise<readonly (readonly [number, string])[]> =>
      (await deliveries.list('wh-1')).map(({ seq, eventId }) => [seq, eventId]);

    it('are there after a restart, and count on', async () => {
      const first = new Deliveries(stores[0].notes);
      for (const eventId of ['1-0', '2-0']) await first.record('wh-1', attempt(eventId));
      const second = new Deliveries(stores[1].notes);
      expect((await second.record('wh-1', attempt('test-1', { cause: 'test' }))).seq).toBe(3);
      expect(await numbered(first)).toEqual([
        [3, 'test-1'],
        [2, '2-0'],
        [1, '1-0'],
      ]);
    });

    it('tell which attempt failed and is due again, also when others of its batch came after it', async () => {
      const [first, second] = stores.map(({ notes }) => new Deliveries(notes)) as [Deliveries, Deliveries];
      const endpoint = { webhookId: 'wh-1', revision: 1 };
      expect(await second.failing(endpoint)).toBeUndefined();
      const problem = { code: 'refused', message: 'answered 500' } as const;
      const failed = { status: 500, problem, retryAt: 5 };
      for (const n of [1, 2]) await first.record('wh-1', attempt('2-0', { ...failed, attempt: n }));
      for (const eventId of ['1-0', '3-0']) await first.record('wh-1', attempt(eventId));
      await first.record('wh-1', attempt('2-0', { ...failed, cause: 'redelivery', retryAt: null }));
      expect(await second.failing(endpoint)).toEqual({
        seq: 2,
        ...attempt('2-0', { ...failed, attempt: 2 }),
      });
      expect(await second.failing({ ...endpoint, revision: 2 })).toBeUndefined();
      await second.record('wh-1', attempt('2-0', { attempt: 3 }));
      expect(await first.failing(endpoint)).toBeUndefined();
    });

    it('have numbers of their own whichever process makes them, and each is kept', async () => {
      const both = stores.map(({ notes }) => new Deliveries(notes));
      const made = await Promise.all(
        Array.from({ length: 24 }, (_, i) => both[i % 2]!.record('wh-1', attempt(`${i}-0`))),
      );
      const expected = made.map(({ seq, eventId }) => [seq, eventId]).sort((a, b) => +b[0]! - +a[0]!);
      expect(new Set(made.map(({ seq }) => seq)).size).toBe(24);
      for (const deliveries of both) expect(await numbered(deliveries)).toEqual(expected);
    });

    it('are a bounded number, each endpoint’s by themselves, and go with the endpoint', async () => {
      const deliveries = new Deliveries(stores[0].notes, 3);
      for (let i = 1; i <= 10; i++) await deliveries.record('wh-1', attempt(`${i}-0`));
      await deliveries.record('wh-2', attempt('x-0'));
      expect((await numbered(deliveries)).map(([seq]) => seq)).toEqual([10, 9, 8]);
      expect(await new Deliveries(stores[1].notes).list('wh-1')).toHaveLength(3);
      await deliveries.forget('wh-1');
      expect(await deliveries.list('wh-1')).toEqual([]);
      expect(await deliveries.list('wh-2')).toHaveLength(1);
    });
  });
}
