import type { IncomingEvent } from '@bailiwick/contracts';
import { InvalidInputError, type Actor, type Problem } from '@bailiwick/kernel';
import { BatchCheck, type CheckDependencies } from './batch-check.js';
import { emptyFile, fileChanged, MAX_PROBLEMS, tooManyProblems } from './import-problems.js';
import { WINDOW } from './event-recorder.js';
import { inOrder } from './in-order.js';
import { throwProblems } from './ingest-batch.js';
import { addCounts, countResults, type IngestCounts, type IngestResult } from './ingest-result.js';
import type { StreamDependencies } from './ingest-stream.js';
import { ndjsonLines } from './ndjson-lines.js';
import { parseLine, type JsonLocator, type ParsedLine } from './parse-line.js';

export interface ImportSource {
  /** The file's name, for problems. */
  readonly name: string;
  /** Its bytes from the start. A large file is opened twice: to check, then to record. */
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

/** A file of up to so many bytes is parsed once and held in memory, in about five times as many. */
const HELD_BYTES = 16 * 1024 * 1024;

/** Some lines of the file, and how far it was read with them. */
interface Window {
  readonly lines: readonly ParsedLine[];
  readonly bytes: number;
  readonly events: number;
}

/**
 * Records a whole NDJSON file, after all of it was found right. Memory grows by a digest for each event, and by the
 * events themselves up to 16 MB of file.
 * @returns how many events had each fate
 * @throws IdReusedError, InvalidInputError with every problem (file, line, column); nothing is recorded then
 * @throws BailiwickError `file-changed` when the file is not what was checked; what was recorded by then is a repeat
 *   next time
 */
export async function importEvents(
  deps: ImportDependencies,
  source: ImportSource,
  actor: Actor,
  { onProgress }: ImportOptions = {},
): Promise<IngestCounts> {
  const checked = await checkFile(deps, source, onProgress);
  let counts = countResults([]);
  let recorded = 0;
  const record = async (window: Window) => {
    const results = await recordLines(deps, source, window.lines, actor);
    return { ...window, results };
  };
  const all = checked.held ?? windows(deps.locator, source);
  for await (const { results, bytes, events } of inOrder(all, record)) {
    counts = addCounts(counts, countResults(results));
    recorded = events;
    onProgress?.({ phase: 'recording', bytes, events });
  }
  if (recorded !== checked.events) throw fileChanged(source.name);
  return counts;
}

async function recordLines(
  { recorder }: ImportDependencies,
  { name }: ImportSource,
  lines: readonly ParsedLine[],
  actor: Actor,
): Promise<IngestResult[]> {
  const events = lines.map((line): IncomingEvent => {
    if (!line.event) throw fileChanged(name, line.problems[0]);
    return line.event;
  });
  const results = await recorder.record(events, actor);
  for (const result of results) if ('problems' in result) throw fileChanged(name, result.problems[0]);
  return results;
}

/** @returns the number of events, and the events themselves where they are few enough */
async function checkFile(
  deps: ImportDependencies,
  source: ImportSource,
  onProgress: ImportOptions['onProgress'],
): Promise<{ events: number; held?: Window[] }> {
  const check = new BatchCheck(deps, false);
  const problems: Problem[] = [];
  const add = (found: readonly Problem[]): void => {
    for (const problem of found) problems.push({ file: source.name, ...problem });
  };
  let held: Window[] | undefined = [];
  let events = 0;
  for await (const window of windows(deps.locator, source)) {
    await check.expect(window.lines.flatMap(({ event }) => event ?? []));
    for (const { line, ...parsed } of window.lines) {
      add(parsed.event ? await check.add(parsed.event, { line, column: 1 }) : parsed.problems);
    }
    if (problems.length >= MAX_PROBLEMS)
      throw new InvalidInputError([...problems, tooManyProblems(source.name)]);
    events = window.events;
    held = window.bytes <= HELD_BYTES ? held : undefined;
    held?.push(window);
    onProgress?.({ phase: 'checking', bytes: window.bytes, events });
  }
  if (events === 0) add([emptyFile(source.name)]);
  add(await check.finish());
  throwProblems(problems);
  return held ? { events, held } : { events };
}

async function* windows(locator: JsonLocator, source: ImportSource): AsyncGenerator<Window> {
  let bytes = 0;
  let events = 0;
  let lines: ParsedLine[] = [];
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of source.open()) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  for await (const some of ndjsonLines(counted())) {
    for (const line of some) {
      lines.push(parseLine(line, locator));
      events++;
      if (lines.length < WINDOW) continue;
      yield { lines, bytes, events };
      lines = [];
    }
  }
  if (lines.length > 0) yield { lines, bytes, events };
}
