import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { chmod, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Actor, BailiwickError, type Role, ROLES } from '@bailiwick/kernel';
import { isUserName, type User } from '../domain/user.js';
import type { Users } from '../application/users.port.js';

export interface FileUsersOptions {
  readonly dataDir: string;
  /** A fixed admin token from the configuration; its user is called `admin`. */
  readonly fixedToken?: string | undefined;
  /** Random bytes for a new token; the default is the system's generator. */
  readonly random?: (bytes: number) => Uint8Array;
}

const TOKEN_BYTES = 24;

/** Local users in `DATA_DIR/users.json` (mode 0600), read again when another process has changed it. */
export class FileUsers implements Users {
  private users: readonly User[] = [];
  private readAt = '';
  private readonly file: string;

  constructor(private readonly options: FileUsersOptions) {
    this.file = join(options.dataDir, 'users.json');
  }

  async authenticate(token: string): Promise<Actor | undefined> {
    await this.refresh();
    const hash = hashOf(token);
    let found: Actor | undefined;
    const fixed = this.options.fixedToken;
    if (fixed && sameHash(hash, hashOf(fixed))) found = { id: 'admin', role: 'admin' };
    for (const user of this.users)
      if (sameHash(hash, user.tokenHash)) found ??= { id: user.name, role: user.role };
    return found;
  }

  async add(name: string, role: Role): Promise<string> {
    if (!isUserName(name))
      throw new BailiwickError('bad-user-name', `"${name}" cannot be a user's name`, {
        value: name,
        expected: 'letters, digits, . _ @ -, at most 64, starting with a letter or digit',
      });
    await this.refresh();
    const token = Buffer.from((this.options.random ?? randomBytes)(TOKEN_BYTES)).toString('base64url');
    const user: User = { name, role, tokenHash: hashOf(token) };
    this.users = [...this.users.filter((u) => u.name !== name), user];
    await this.write();
    return token;
  }

  async list(): Promise<readonly Actor[]> {
    await this.refresh();
    return this.users.map((u) => ({ id: u.name, role: u.role }));
  }

  private async refresh(): Promise<void> {
    const version = await stat(this.file).then(
      (s) => `${s.mtimeMs}|${s.size}|${s.ino}`,
      () => '',
    );
    if (version === this.readAt) return;
    this.users = version === '' ? [] : parseUsers(await readFile(this.file, 'utf8'), this.file);
    this.readAt = version;
  }

  /** Written beside and renamed, so that a crash leaves the old file or the new one. */
  private async write(): Promise<void> {
    await mkdir(this.options.dataDir, { recursive: true, mode: 0o700 });
    const next = `${this.file}.next`;
    await writeFile(next, `${JSON.stringify({ users: this.users }, null, 2)}\n`, { mode: 0o600 });
    await chmod(next, 0o600);
    await rename(next, this.file);
    this.readAt = '';
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}

function parseUsers(text: string, file: string): User[] {
  let users: unknown;
  try {
    users = (JSON.parse(text) as { users?: unknown }).users;
  } catch {
    users = undefined;
  }
  if (!Array.isArray(users) || !users.every(isUser))
    throw new BailiwickError('bad-users-file', `${file} cannot be read`, {
      file,
      expected: '{ "users": [ { "name", "role", "tokenHash" } ] }',
      hint: 'Maybe it was edited by hand: restore it, or delete it and add the users again.',
    });
  return users;
}

function isUser(value: unknown): value is User {
  const u = value as Partial<User> | null;
  return (
    typeof u?.name === 'string' &&
    ROLES.some((r) => r === u.role) &&
    typeof u.tokenHash === 'string' &&
    /^[0-9a-f]{64}$/.test(u.tokenHash)
  );
}
