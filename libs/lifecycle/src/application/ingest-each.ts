import { parseIncomingEvent, type IncomingEvent } from '@bailiwick/contracts';
import type { Actor, Problem } from '@bailiwick/kernel';
import { WINDOW, type EventRecorder } from './event-recorder.js';
import { inOrder, windowsOf } from './in-order.js';
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
  for await (const some of inOrder(windowsOf(raw, WINDOW), (window) =>
    recordWindow(deps.recorder, window, actor),
  ))
    results.push(...some);
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
