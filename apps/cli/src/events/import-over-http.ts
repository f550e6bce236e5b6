import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { describeProblem, InvalidInputError, type Problem } from '@bailiwick/kernel';
import type { IngestCounts, IngestStatus, LineResult } from '@bailiwick/lifecycle';
import type { CliIo } from '../cli-io.js';
import { ApiClient } from '../client/api-client.js';
import { connectionFrom, type ServerFlags } from '../client/connection.js';
import { postNdjson } from '../client/post-ndjson.js';
import { unreadable } from '../plan/unreadable.js';
import { byteProgress } from './byte-progress.js';
import type { Imported } from './import-events.js';

/**
 * Streams a file to a service and reads a result a line back at the same time; memory stays bounded whatever the
 * file's length. Lines that are refused are told as they come and do not hinder the others.
 * @throws UnreachableError `connection-lost`: what was recorded until then is a repeat the next time
 */
export async function importOverHttp(file: string, flags: ServerFlags, io: CliIo): Promise<Imported> {
  const client = new ApiClient(await connectionFrom(flags, io));
  const bytes = file === '-' ? undefined : await sizeOf(file);
  // A token that may not write is refused here, and not in the middle of a stream.
  await client.get('/v1/events', { limit: 1 });
  const progress = byteProgress(io.stderr, process.stderr.isTTY, bytes, Date.now);
  const started = performance.now();
  const counts: Record<IngestStatus, number> = {
    recorded: 0,
    waiting: 0,
    repeat: 0,
    invalid: 0,
    'id-reused': 0,
  };
  const source = file === '-' ? (io.stdin?.() ?? []) : createReadStream(file, { highWaterMark: 1 << 18 });
  try {
    let answered = 0;
    for await (const line of postNdjson(client, '/v1/events', progress.counted(source))) {
      const result = JSON.parse(line) as LineResult;
      counts[result.status]++;
      progress.update(++answered);
      if ('problems' in result) tell(file, result.line, result.problems, io);
    }
  } finally {
    progress.end();
  }
  return { counts: counts satisfies IngestCounts, seconds: (performance.now() - started) / 1000 };
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    throw new InvalidInputError([unreadable(file, error as NodeJS.ErrnoException)]);
  }
}

function tell(file: string, line: number, problems: readonly Problem[], io: CliIo): void {
  for (const problem of problems) io.stderr(`error: ${describeProblem({ file, line, ...problem })}\n`);
}
