import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileUsers } from './file-users.js';

describe('FileUsers', () => {
  let dataDir: string;
  beforeEach(async () => (dataDir = await mkdtemp(join(tmpdir(), 'bailiwick-users-'))));
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('knows a user by the token, and nobody by another', async () => {
    const users = new FileUsers({ dataDir });
    const token = await users.add('ana', 'ops');
    expect(await users.authenticate(token)).toEqual({ id: 'ana', role: 'ops' });
    expect(await users.authenticate(`${token}x`)).toBeUndefined();
    expect(await users.authenticate('')).toBeUndefined();
  });

  it('keeps no token on disk, and the file to its owner', async () => {
    const token = await new FileUsers({ dataDir }).add('ana', 'viewer');
    const file = join(dataDir, 'users.json');
    expect(await readFile(file, 'utf8')).not.toContain(token);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('ends the old token when a user is added again', async () => {
    const users = new FileUsers({ dataDir });
    const old = await users.add('ana', 'viewer');
    const token = await users.add('ana', 'admin');
    expect(await users.authenticate(old)).toBeUndefined();
    expect(await users.authenticate(token)).toEqual({ id: 'ana', role: 'admin' });
  });

  it('sees what another process has added', async () => {
    const [here, there] = [new FileUsers({ dataDir }), new FileUsers({ dataDir })];
    await here.add('ana', 'viewer');
    const token = await there.add('ben', 'approver');
    expect(await here.authenticate(token)).toEqual({ id: 'ben', role: 'approver' });
    expect((await here.list()).map((u) => u.id)).toEqual(['ana', 'ben']);
  });

  it('takes the fixed admin token', async () => {
    const users = new FileUsers({ dataDir, fixedToken: 'a-fixed-token-of-the-config' });
    expect(await users.authenticate('a-fixed-token-of-the-config')).toEqual({ id: 'admin', role: 'admin' });
  });

  it('refuses a name that could break a log line, and a file that is not its own', async () => {
    const users = new FileUsers({ dataDir });
    await expect(users.add('ana\nroot', 'viewer')).rejects.toMatchObject({ code: 'bad-user-name' });
    await writeFile(join(dataDir, 'users.json'), '{"users":[{"name":"x"}]}');
    await expect(users.list()).rejects.toMatchObject({ code: 'bad-users-file' });
  });
});
