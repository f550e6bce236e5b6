import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, IdSource } from '@bailiwick/kernel';
import type { Snapshot, SnapshotStore } from '../../domain/event-store.port.js';
import { sha256 } from '../sha256.js';
import { storeUnavailable } from './sqlite-driver.js';

export interface SnapshotHeader {
  readonly name: string;
  readonly reducerVersion: number;
  readonly position: number;
  readonly bytes: number;
  readonly sha256: string;
}

const OWNER_ONLY_FILE = 0o600;
const MAX_HEADER_BYTES = 4096;
const NEW_LINE = 0x0a;
/** An unfinished file this old, in ms, belongs to a process that died while writing it. */
const ABANDONED_MS = 3_600_000;

/** Snapshots as files: a line of JSON that says what follows, then the bytes. Renamed into place when complete. */
export class SnapshotFiles implements SnapshotStore {
  constructor(
    private readonly directory: string,
    private readonly deps: { readonly clock: Clock; readonly ids: IdSource },
  ) {}

  async load(name: string, reducerVersion: number): Promise<Snapshot | undefined> {
    const file = await readFile(this.path(name, reducerVersion)).catch(ifMissing);
    if (!file) return undefined;
    const { header, whole, bytes } = parseSnapshot(file);
    if (header?.name !== name || header.reducerVersion !== reducerVersion) return undefined;
    return whole ? { position: header.position, bytes } : undefined;
  }

  async save(name: string, reducerVersion: number, { position, bytes }: Snapshot): Promise<void> {
    const path = this.path(name, reducerVersion);
    const present = await readHeader(path);
    if (present && present.position > position) return;
    const header: SnapshotHeader = {
      name,
      reducerVersion,
      position,
      bytes: bytes.length,
      sha256: digest(bytes),
    };
    const unfinished = `${path}.${sha256(this.deps.ids.next()).slice(0, 16)}.tmp`;
    try {
      const file = await open(unfinished, 'wx', OWNER_ONLY_FILE);
      try {
        await file.writeFile(`${JSON.stringify(header)}\n`);
        await file.writeFile(bytes);
      } finally {
        await file.close();
      }
      await rename(unfinished, path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw storeUnavailable(error);
    }
  }

  async purge(name?: string): Promise<void> {
    await this.remove((file) => name === undefined || file.startsWith(prefix(name)));
  }

  /** Removes what processes that died left unfinished. */
  async sweep(): Promise<void> {
    const oldest = this.deps.clock.now() - ABANDONED_MS;
    await this.remove(async (file) => {
      if (!file.endsWith('.tmp')) return false;
      const found = await stat(join(this.directory, file)).catch(ifMissing);
      return found !== undefined && found.mtimeMs < oldest;
    });
  }

  private async remove(which: (file: string) => boolean | Promise<boolean>): Promise<void> {
    await mkdir(this.directory, { recursive: true });
    for (const file of await readdir(this.directory)) {
      if (await which(file)) await rm(join(this.directory, file), { force: true });
    }
  }

  private path(name: string, reducerVersion: number): string {
    return join(this.directory, `${prefix(name)}${reducerVersion}.snapshot`);
  }
}

/** A snapshot's file taken apart; not `whole` when its header cannot be read or does not fit what follows. */
export function parseSnapshot(file: Buffer): {
  readonly header: SnapshotHeader | undefined;
  readonly bytes: Uint8Array;
  readonly whole: boolean;
} {
  const header = parseHeader(file);
  const bytes = file.subarray(file.indexOf(NEW_LINE) + 1);
  const whole = header !== undefined && bytes.length === header.bytes && digest(bytes) === header.sha256;
  return { header, bytes, whole };
}

function prefix(name: string): string {
  return `${sha256(name).slice(0, 32)}-`;
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function readHeader(path: string): Promise<SnapshotHeader | undefined> {
  const file = await open(path).catch(ifMissing);
  if (!file) return undefined;
  try {
    const start = Buffer.alloc(MAX_HEADER_BYTES);
    const { bytesRead } = await file.read(start, 0, MAX_HEADER_BYTES, 0);
    return parseHeader(start.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

function parseHeader(file: Buffer): SnapshotHeader | undefined {
  const end = file.indexOf(NEW_LINE);
  if (end < 0) return undefined;
  try {
    return JSON.parse(file.toString('utf8', 0, end)) as SnapshotHeader;
  } catch {
    return undefined;
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}
