import type { Actor } from '@bailiwick/kernel';
import { WINDOW, type EventRecorder } from './event-recorder.js';
import { inOrder, windowsOf } from './in-order.js';
import type { LineResult } from './ingest-result.js';
import { ndjsonLines, type NdjsonLine } from './ndjson-lines.js';
import { parseLine, type JsonLocator, type ParsedLine } from './parse-line.js';

export interface StreamDependencies {
  readonly recorder: EventRecorder;
  readonly locator: JsonLocator;
}

/**
 * Records NDJSON line by line: a bad line is answered as such and does not hinder the others.
 * @param chunks UTF-8 bytes, cut anywhere
 * @returns a result for each line that is not blank, in order, as soon as its chunk is recorded
 * @throws StoreUnavailableError when the log cannot be written; every line answered before is durable
 */
export async function* ingestStream(
  deps: StreamDependencies,
  chunks: AsyncIterable<Uint8Array>,
  actor: Actor,
): AsyncGenerator<LineResult> {
  const record = (lines: readonly NdjsonLine[]): Promise<LineResult[]> => {
    const parsed = lines.map((line) => parseLine(line, deps.locator));
    return recordLines(deps.recorder, parsed, actor);
  };
  for await (const results of inOrder(windowsIn(ndjsonLines(chunks)), record)) yield* results;
}

async function* windowsIn(
  chunks: AsyncIterable<readonly NdjsonLine[]>,
): AsyncGenerator<readonly NdjsonLine[]> {
  for await (const lines of chunks) yield* windowsOf(lines, WINDOW);
}

async function recordLines(
  recorder: EventRecorder,
  lines: readonly ParsedLine[],
  actor: Actor,
): Promise<LineResult[]> {
  const events = lines.flatMap(({ event }) => (event ? [event] : []));
  const results = (await recorder.record(events, actor)).values();
  return lines.map((parsed): LineResult => {
    const { line, event } = parsed;
    if (event) return { line, source: event.source, id: event.id, ...results.next().value! };
    const { problems, source, id } = parsed;
    return {
      line,
      ...(source === undefined ? {} : { source }),
      ...(id === undefined ? {} : { id }),
      status: 'invalid',
      problems,
    };
  });
}
