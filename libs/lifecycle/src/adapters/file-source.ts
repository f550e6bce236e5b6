import { createReadStream } from 'node:fs';
import type { ImportSource } from '../application/import-events.js';

/** A file on disk as something to import. @param name how problems call it; default its path */
export function fileSource(path: string, name = path): ImportSource {
  return { name, open: () => createReadStream(path, { highWaterMark: 1 << 18 }) };
}
