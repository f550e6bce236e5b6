import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { hostname, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LogPlace } from '@bailiwick/event-store';
import { type BailiwickError, InvalidInputError } from '@bailiwick/kernel';
import { fileSource, IdReusedError, type ImportSource, jsonLocator, Lifecycle } from '@bailiwick/lifecycle';
import { randomIds } from '../../../server/src/system.js';
import type { CliIo } from '../cli-io.js';
import type { Imported } from './import-events.js';
import { openLog } from './local-log.js';

/** Records a whole file in the log of a data directory or a database, or nothing of it. @throws InvalidInputError with all that is wrong */
export async function importIntoLog(file: string, place: LogPlace, io: CliIo): Promise<Imported> {
  if (file !== '-') return record(fileSource(file), place);
  // It is read twice: to check all of it, then to record.
  const folder = await mkdtemp(join(tmpdir(), 'bailiwick-import-'));
  try {
    const copy = join(folder, 'stdin.ndjson');
    await pipeline(Readable.from(io.stdin?.() ?? []), createWriteStream(copy, { mode: 0o600 }));
    return await record(fileSource(copy, '-'), place);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function record(source: ImportSource, place: LogPlace): Promise<Imported> {
  const store = await openLog(place);
  try {
    const lifecycle = new Lifecycle({ store, ids: randomIds, locator: jsonLocator });
    const actor = { id: `${userInfo().username}@${hostname()}`, role: 'ops' } as const;
    const started = performance.now();
    const counts = await lifecycle.importEvents(source, actor);
    return { counts, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    throw error instanceof IdReusedError ? malformed(error) : error;
  } finally {
    await store.close();
  }
}

/** An identity that was used before is a fault of the file, like any other. */
function malformed({ problems }: IdReusedError): BailiwickError {
  return new InvalidInputError(problems);
}
