import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import type { Actor, Problem } from '@bailiwick/kernel';
import type { EventRecorder } from './event-recorder.js';
import { WINDOW } from './ingest-batch.js';
import type { IngestResult } from './ingest-result.js';

/**
 * Records CloudEvents (parsed JSON), each judged alone: a bad one does not hinder the others.
 * @returns each event's fate, in order; durable when the promise resolves
 * @throws StoreUnavailableError when the log cannot be written; what was recorded by then is a repeat next time
 */
export async function ingestEach(
  deps: { readonly recorder: EventRecorder },
  raw: readonly unknown[],
  actor: Actor,
): Promise<IngestResult[]> {
  const results: IngestResult[] = [];
  for (let i = 0; i < raw.length; i += WINDOW)
    results.push(...(await recordWindow(deps.recorder, raw.slice(i, i + WINDOW), actor)));
  return results;
}

async function recordWindow(
  recorder: EventRecorder,
  raw: readonly unknown[],
  actor: Actor,
): Promise<IngestResult[]> {
  const parsed: (IncomingEvent | readonly Problem[])[] = raw.map((candidate) => {
    const outcome = parseIncomingEvent(candidate);
    return outcome.ok ? outcome.event : outcome.problems;
  });
  const events = parsed.filter((one): one is IncomingEvent => !Array.isArray(one));
  const results = (await recorder.record(events, actor)).values();
  return parsed.map((one) =>
    Array.isArray(one) ? { status: 'invalid', problems: one as readonly Problem[] } : results.next().value!,
  );
}
