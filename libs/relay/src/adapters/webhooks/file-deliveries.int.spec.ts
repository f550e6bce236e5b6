import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewDelivery } from '../../domain/webhooks/delivery.js';
import { FileDeliveries } from './file-deliveries.js';

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

describe('deliveries in files', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'bailiwick-deliveries-'))));
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('are there after a restart, and count on; a line that a crash cut short is left out', async () => {
    const first = new FileDeliveries(folder);
    await first.record('wh-1', attempt('1-0'));
    await first.record('wh-1', attempt('2-0', { status: 500, retryAt: 5 }));
    await first.record('wh-1', attempt('test-1', { cause: 'test' }));
    await appendFile(join(folder, 'wh-1.ndjson'), '{"seq":4,"eventId":"3-');
    const second = new FileDeliveries(folder);
    expect(await second.lastOfFeed('wh-1')).toMatchObject({ seq: 2, eventId: '2-0', retryAt: 5 });
    expect((await second.record('wh-1', attempt('4-0'))).seq).toBe(4);
    expect((await second.list('wh-1')).map(({ eventId }) => eventId)).toEqual([
      '4-0',
      'test-1',
      '2-0',
      '1-0',
    ]);
  });

  it('are a bounded number, each endpoint’s by themselves, and go with the endpoint', async () => {
    const deliveries = new FileDeliveries(folder, 3);
    await Promise.all(Array.from({ length: 20 }, (_, i) => deliveries.record('wh-1', attempt(`${i}-0`))));
    await deliveries.record('wh-2', attempt('x-0'));
    expect((await deliveries.list('wh-1')).map(({ seq }) => seq)).toEqual([20, 19, 18]);
    const lines = (await readFile(join(folder, 'wh-1.ndjson'), 'utf8')).split('\n').length;
    expect(lines).toBeLessThanOrEqual(7);
    await deliveries.forget('wh-1');
    expect([await deliveries.list('wh-1'), await deliveries.lastOfFeed('wh-1')]).toEqual([[], undefined]);
    expect(await deliveries.list('wh-2')).toHaveLength(1);
    await deliveries.close();
  });
});
