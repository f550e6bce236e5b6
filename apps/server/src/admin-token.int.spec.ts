import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileUsers } from '@bailiwick/access';
import { adminToken } from './admin-token.js';

describe('the first token', () => {
  let dataDir: string;
  const token = (): Promise<string> => adminToken(new FileUsers({ dataDir }), dataDir, undefined);

  beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'bailiwick-token-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('is one and the same for processes that start together, and good', async () => {
    const tokens = await Promise.all(Array.from({ length: 5 }, token));
    expect(new Set(tokens).size).toBe(1);
    expect(await new FileUsers({ dataDir }).authenticate(tokens[0]!)).toMatchObject({ id: 'admin' });
    expect(await token()).toBe(tokens[0]);
  });

  it('is made although a process died while it made one', async () => {
    const lock = join(dataDir, 'admin-token.making');
    await writeFile(lock, '');
    await utimes(lock, new Date(0), new Date(0));
    expect(await token()).not.toBe('');
  });
});
