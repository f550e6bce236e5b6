import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Users } from '@bailiwick/access';

const FILE = 'admin-token';

/**
 * The token of the first user, `admin`: made on the first start and kept in `DATA_DIR/admin-token` (mode 0600), so
 * that whoever may read the data directory finds it again. A token of the configuration comes before it.
 */
export async function adminToken(users: Users, dataDir: string, fixed: string | undefined): Promise<string> {
  if (fixed !== undefined) return fixed;
  const file = join(dataDir, FILE);
  const kept = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => '',
  );
  if (kept && (await users.authenticate(kept))) return kept;
  const token = await users.add('admin', 'admin');
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await writeFile(file, `${token}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return token;
}
