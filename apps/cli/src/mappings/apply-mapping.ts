import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { describeProblem, type Problem } from '@bailiwick/kernel';
import { type EventMapping, mapWhole } from '@bailiwick/lifecycle';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { readMapping } from './read-mapping.js';

export interface ApplyFlags {
  readonly mapping: string;
}

/**
 * `mappings apply FILE`: foreign events (NDJSON) to account events (NDJSON). A line that is refused is told and does
 * not hinder the others; then 2.
 */
export async function applyMapping(file: string, flags: ApplyFlags, io: CliIo): Promise<ExitCode> {
  const mapping = await readMapping(flags.mapping, io);
  const input =
    file === '-' ? Readable.from(io.stdin?.() ?? []) : createReadStream(file, { encoding: 'utf8' });
  let line = 0;
  let refused = 0;
  for await (const text of createInterface({ input, crlfDelay: Infinity })) {
    line++;
    if (text.trim() === '') continue;
    const { events, problems } = await mapLine(mapping, text);
    if (problems.length > 0) refused++;
    for (const problem of problems) io.stderr(`error: ${describeProblem({ ...problem, file, line })}\n`);
    for (const event of events) io.stdout(`${JSON.stringify(event)}\n`);
    await io.drained?.();
  }
  if (refused > 0) io.stderr(`${refused} of ${line} lines were refused\n`);
  return refused === 0 ? EXIT.done : EXIT.usage;
}

interface MappedLine {
  readonly events: readonly unknown[];
  readonly problems: readonly Problem[];
}

/** All events of a line, or none of them. */
async function mapLine(mapping: EventMapping, text: string): Promise<MappedLine> {
  let foreign: unknown;
  try {
    foreign = JSON.parse(text);
  } catch (error) {
    const message = `The line is not JSON: ${(error as Error).message}`;
    return { events: [], problems: [{ code: 'not-json', message, expected: 'JSON' }] };
  }
  const mapped = await mapWhole(mapping, foreign);
  return mapped.ok ? { events: mapped.raw, problems: [] } : { events: [], problems: mapped.problems };
}
