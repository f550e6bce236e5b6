import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MasterKeys } from '../../application/webhooks/ports.js';

const FILE = 'webhook-key';
const KEY_BYTES = 32;

/**
 * The keys of the configuration, or else one that is made on first use and kept in `DATA_DIR/webhook-key` (mode 0600).
 * When keys are configured, the file's one still finds what it made.
 */
export class FileMasterKeys implements MasterKeys {
  private found: Promise<readonly string[]> | undefined;

  constructor(
    private readonly dataDir: string,
    private readonly configured: readonly string[] = [],
  ) {}

  keys(): Promise<readonly string[]> {
    const found = (this.found ??= this.find());
    found.catch(() => (this.found = undefined));
    return found;
  }

  private async find(): Promise<readonly string[]> {
    const path = join(this.dataDir, FILE);
    const kept = await read(path);
    if (this.configured.length > 0) return kept === '' ? this.configured : [...this.configured, kept];
    return [kept === '' ? await this.make(path) : kept];
  }

  /** Under its name only when it is whole; of two processes that make one at a time, one wins. */
  private async make(path: string): Promise<string> {
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
    const own = `${path}.${process.pid}.new`;
    const file = await open(own, 'w', 0o600);
    await file.writeFile(`${randomBytes(KEY_BYTES).toString('base64url')}\n`);
    await file.sync();
    await file.close();
    await link(own, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(own, { force: true });
    return read(path);
  }
}

async function read(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  return text.trim();
}
