import { chmod, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Users } from '@bailiwick/access';

const FILE = 'admin-token';
const LOCK = `${FILE}.making`;
const LOOK_MS = 20;
/** A lock this old, ms, belongs to a process that died. */
const ABANDONED_MS = 5_000;

/**
 * The token of the first user, `admin`: made on the first start and kept in `DATA_DIR/admin-token` (mode 0600), so
 * that whoever may read the data directory finds it again. Processes that start together agree on one. A token of the
 * configuration comes before it.
 */
export async function adminToken(users: Users, dataDir: string, fixed: string | undefined): Promise<string> {
  if (fixed !== undefined) return fixed;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (;;) {
    const kept = await keptToken(users, dataDir);
    if (kept !== undefined) return kept;
    if (await locked(dataDir)) break;
    await sleep(LOOK_MS);
  }
  try {
    return (await keptToken(users, dataDir)) ?? (await newToken(users, dataDir));
  } finally {
    await rm(join(dataDir, LOCK), { force: true });
  }
}

async function keptToken(users: Users, dataDir: string): Promise<string | undefined> {
  const kept = await readFile(join(dataDir, FILE), 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  return kept && (await users.authenticate(kept)) ? kept : undefined;
}

async function newToken(users: Users, dataDir: string): Promise<string> {
  const file = join(dataDir, FILE);
  const token = await users.add('admin', 'admin');
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return token;
}

/** False when another process is at it. */
async function locked(dataDir: string): Promise<boolean> {
  const path = join(dataDir, LOCK);
  try {
    await (await open(path, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const made = await stat(path).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > ABANDONED_MS) await rm(path, { force: true });
    return false;
  }
}
