import type { IncomingEvent } from '@bailiwick/contracts';
import { BailiwickError, InvalidInputError, type Actor, type Problem } from '@bailiwick/kernel';
import { BatchCheck, type CheckDependencies } from './batch-check.js';
import { throwProblems, WINDOW } from './ingest-batch.js';
import { addCounts, countResults, type IngestCounts } from './ingest-result.js';
import type { StreamDependencies } from './ingest-stream.js';
import { ndjsonLines } from './ndjson-lines.js';
import { parseLine, type ParsedLine } from './parse-line.js';

export interface ImportSource {
  /** The file's name, for problems. */
  readonly name: string;
  /** Its bytes from the start; called twice, first to check, then to record. */
  open(): AsyncIterable<Uint8Array>;
}

export interface ImportProgress {
  readonly phase: 'checking' | 'recording';
  /** Bytes read in this phase. */
  readonly bytes: number;
  readonly events: number;
}

export interface ImportOptions {
  readonly onProgress?: (progress: ImportProgress) => void;
}

export type ImportDependencies = StreamDependencies & CheckDependencies;

/** Beyond this many problems the file is of another kind, and a longer list would help nobody. */
const MAX_PROBLEMS = 10_000;

/**
 * Records a whole NDJSON file, after all of it was found right. Memory grows by a digest for each event only.
 * @returns how many events had each fate
 * @throws IdReusedError, InvalidInputError with every problem (file, line, column); nothing is recorded then
 * @throws BailiwickError `file-changed` when the file is not what was checked; what was recorded by then is a repeat
 *   next time
 */
export async function importEvents(
  deps: ImportDependencies,
  source: ImportSource,
  actor: Actor,
  options: ImportOptions = {},
): Promise<IngestCounts> {
  const checked = await checkFile(deps, source, options);
  let counts = countResults([]);
  let events = 0;
  for await (const window of windows(deps, source, 'recording', options)) {
    const parsed = window.map(demandEvent);
    events += parsed.length;
    const results = await deps.recorder.record(parsed, actor);
    const refused = results.find((result) => 'problems' in result);
    if (refused && 'problems' in refused) throw changed(source, refused.problems[0]);
    counts = addCounts(counts, countResults(results));
  }
  if (events !== checked) throw changed(source);
  return counts;

  function demandEvent({ event, ...line }: ParsedLine): IncomingEvent {
    if (!event) throw changed(source, 'problems' in line ? line.problems[0] : undefined);
    return event;
  }
}

/** @returns the number of events */
async function checkFile(
  deps: ImportDependencies,
  source: ImportSource,
  options: ImportOptions,
): Promise<number> {
  const check = new BatchCheck(deps);
  const problems: Problem[] = [];
  let events = 0;
  for await (const window of windows(deps, source, 'checking', options)) {
    for (const parsed of window) {
      events++;
      const found = parsed.event
        ? await check.add(parsed.event, { line: parsed.line, column: 1 })
        : parsed.problems;
      for (const problem of found) problems.push({ file: source.name, ...problem });
    }
    if (problems.length >= MAX_PROBLEMS) throw new InvalidInputError([...problems, tooManyProblems(source)]);
  }
  if (events === 0) problems.push(emptyFile(source));
  for (const problem of await check.finish()) problems.push({ file: source.name, ...problem });
  throwProblems(problems);
  return events;
}

/** The file's lines, many at a time, with progress told after each lot was dealt with. */
async function* windows(
  deps: StreamDependencies,
  source: ImportSource,
  phase: ImportProgress['phase'],
  { onProgress }: ImportOptions,
): AsyncGenerator<ParsedLine[]> {
  let bytes = 0;
  let events = 0;
  let window: ParsedLine[] = [];
  const told = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.open()) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  for await (const lines of ndjsonLines(told())) {
    for (const line of lines) {
      window.push(parseLine(line, deps.locator));
      events++;
      if (window.length < WINDOW) continue;
      yield window;
      onProgress?.({ phase, bytes, events });
      window = [];
    }
  }
  if (window.length > 0) yield window;
  onProgress?.({ phase, bytes, events });
}

function emptyFile({ name }: ImportSource): Problem {
  return {
    code: 'empty-file',
    message: `${name} holds no event`,
    file: name,
    line: 1,
    column: 1,
    expected: 'one CloudEvent as JSON on each line',
    hint: 'Maybe the export failed',
  };
}

function tooManyProblems({ name }: ImportSource): Problem {
  return {
    code: 'too-many-problems',
    message: `${name} has ${MAX_PROBLEMS} problems or more; the rest was not looked at`,
    file: name,
    expected: 'one CloudEvent as JSON on each line',
    hint: 'Maybe this is a file of another kind',
  };
}

function changed({ name }: ImportSource, problem?: Problem): BailiwickError {
  const seen = problem ? ` (${problem.message})` : '';
  return new BailiwickError(
    'file-changed',
    `${name} or the log changed between checking and recording${seen}`,
    {
      file: name,
      expected: 'the same file both times',
      hint: 'Maybe somebody was still writing it; import it again, what was recorded is a repeat',
    },
  );
}
