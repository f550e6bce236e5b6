import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailiwick } from '../support/cli.js';
import { describeWith } from '../support/needs.js';
import { freshDatabase, mongodb, useServer } from '../support/servers.js';
import { type Service, startService } from '../support/service.js';

const ACCOUNTS = 50;

const account = (number: number): object => ({
  specversion: '1.0',
  id: `new-${number}`,
  source: '/test',
  type: 'account.new',
  subject: `a${number}`,
  time: '2026-09-01T00:00:00Z',
  data: { accountId: `a${number}`, name: `Account ${number}`, arr: 1_000 * number },
});

async function send(service: Service, numbers: readonly number[]): Promise<Response> {
  return service.call('/v1/events', {
    method: 'POST',
    headers: { 'content-type': 'application/cloudevents-batch+json' },
    body: JSON.stringify(numbers.map(account)),
  });
}

async function accountIds(service: Service): Promise<string[]> {
  const answer = await service.call(`/v1/accounts?limit=${2 * ACCOUNTS}`);
  return ((await answer.json()) as { items: { accountId: string }[] }).items.map((item) => item.accountId);
}

describeWith(mongodb, 'the service with its log on MongoDB', () => {
  const servers = useServer('mongodb');
  const folders: string[] = [];
  const start = async (env: Record<string, string>): Promise<Service> => {
    folders.push(await mkdtemp(join(tmpdir(), 'bailiwick-mongodb-')));
    return startService(folders.at(-1)!, [], { env });
  };
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

  it('has everything that it acknowledged after kill -9, and keeps none of it in its folder', async () => {
    const env = { MONGODB_URI: freshDatabase(servers.now()) };
    const numbers = Array.from({ length: ACCOUNTS }, (_, i) => i + 1);
    const killed = await start(env);
    expect((await send(killed, numbers.slice(0, 40))).ok).toBe(true);
    expect((await send(killed, numbers.slice(40))).ok).toBe(true);
    await killed.kill();

    const restarted = await start(env);
    try {
      expect((await accountIds(restarted)).sort()).toEqual(numbers.map((n) => `a${n}`).sort());
      const repeat = await send(restarted, numbers);
      expect(repeat.ok).toBe(true);
      expect(await accountIds(restarted)).toHaveLength(ACCOUNTS);
    } finally {
      await restarted.stop();
    }
    const exported = await bailiwick(['events', 'export'], { ...env, DATA_DIR: folders.at(-1)! });
    expect([exported.code, exported.stdout.trim().split('\n').length]).toEqual([0, ACCOUNTS]);
  });
});
