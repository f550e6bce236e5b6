import type { Actor } from '@bailiwick/kernel';
import type { EventRecorder } from './event-recorder.js';
import { WINDOW } from './ingest-batch.js';
import type { LineResult } from './ingest-result.js';
import { ndjsonLines } from './ndjson-lines.js';
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
  for await (const lines of ndjsonLines(chunks)) {
    for (let i = 0; i < lines.length; i += WINDOW) {
      const parsed = lines.slice(i, i + WINDOW).map((line) => parseLine(line, deps.locator));
      yield* await recordLines(deps.recorder, parsed, actor);
    }
  }
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
