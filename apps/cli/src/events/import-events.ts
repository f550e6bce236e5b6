import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { logPlaceOf, meansService, type WhereFlags } from './where.js';
import type { IngestCounts } from '@bailiwick/lifecycle';

export interface ImportFlags extends WhereFlags {
  readonly json: boolean;
}

/** What an import came to. */
export interface Imported {
  readonly counts: IngestCounts;
  readonly seconds: number;
}

/** `events import`: 2 when anything was refused. Only one of the two ways is loaded. */
export async function importEvents(file: string, flags: ImportFlags, io: CliIo): Promise<ExitCode> {
  const { counts, seconds } = meansService(flags)
    ? await (await import('./import-over-http.js')).importOverHttp(file, flags, io)
    : await (await import('./import-into-log.js')).importIntoLog(file, logPlaceOf(flags), io);
  const refused = counts.invalid + counts['id-reused'];
  if (flags.json) io.stdout(`${JSON.stringify({ ...counts, seconds })}\n`);
  else io.stdout(inWords(counts, refused, seconds));
  return refused === 0 ? EXIT.done : EXIT.usage;
}

function inWords(counts: IngestCounts, refused: number, seconds: number): string {
  const also = refused === 0 ? '' : `, ${refused} refused`;
  return `${counts.recorded} recorded, ${counts.repeat} repeats, ${counts.waiting} waiting for their subject${also} (${seconds.toFixed(1)} s)\n`;
}
