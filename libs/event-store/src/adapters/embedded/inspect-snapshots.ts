import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseSnapshot } from './snapshot-files.js';

/** A snapshot in a data directory, as its own header tells. */
export interface FoundSnapshot {
  readonly file: string;
  /** Absent when the header cannot be read. */
  readonly name?: string;
  readonly reducerVersion?: number;
  readonly position?: number;
  readonly bytes: number;
  /** False for a file that is damaged: it is passed over, and made anew in time. */
  readonly whole: boolean;
}

/** Every snapshot of the embedded store in `dataDir`; changes nothing. Reads them in full, to compare their digests. */
export async function inspectSnapshots(dataDir: string): Promise<readonly FoundSnapshot[]> {
  const folder = join(dataDir, 'event-store', 'snapshots');
  const files = await readdir(folder).catch(() => []);
  const found: FoundSnapshot[] = [];
  for (const file of files.filter((name) => name.endsWith('.snapshot')).sort()) {
    const content = await readFile(join(folder, file));
    const { header, whole } = parseSnapshot(content);
    const { name, reducerVersion, position } = header ?? {};
    found.push({
      file,
      ...(name === undefined ? {} : { name }),
      ...(reducerVersion === undefined ? {} : { reducerVersion }),
      ...(position === undefined ? {} : { position }),
      bytes: content.length,
      whole,
    });
  }
  return found;
}
