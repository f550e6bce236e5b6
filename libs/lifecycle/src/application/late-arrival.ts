import type { IncomingEvent } from '@bailiwick/contracts';
import { IdempotencyKeyReusedError, type EventStore } from '@bailiwick/event-store';
import { idReusedProblem } from '../domain/lifecycle.errors.js';
import { sameContent } from '../domain/same-content.js';
import { recordOf, type IncomingRecord } from '../domain/subject-event.js';
import { appendUntil } from './append-until.js';
import { findEvent, recordIn } from './find-event.js';
import { readHistory } from './history-cache.js';
import { lateKey, retractionStream } from './idempotency-key.js';
import type { IngestResult } from './ingest-result.js';
import { newEvent, resultOf, type Recording } from './new-events.js';
import { refused } from './refusal.js';

/** The fate of an event whose key is taken: by itself, by another event, or by a retraction that came before it. */
export async function settleTakenKey(
  store: EventStore,
  stream: string,
  event: IncomingEvent,
  recording: Recording,
): Promise<IngestResult> {
  const { commit, claim } = await findEvent(store, event);
  if (commit && sameContent(recordIn(commit), recordOf(event))) {
    return { status: 'repeat', position: commit.position, recordedAt: commit.recordedAt };
  }
  if (commit || !claim) return refused(idReusedProblem(event.source, event.id));
  return recordLate(store, stream, event, recording);
}

/** Records an event together with the retractions that were there before it, so that its stream tells it all. */
async function recordLate(
  store: EventStore,
  stream: string,
  event: IncomingEvent,
  recording: Recording,
): Promise<IngestResult> {
  const early = await readHistory(store, retractionStream(event));
  const retractions = [...early.incoming.values()].filter((record) => record.type === 'EventRetracted');
  const records = [recordOf(event), ...retractions];
  try {
    const result = await appendUntil(store, stream, {
      events: records.map((record: IncomingRecord) => newEvent(record, event, recording)),
      idempotencyKey: lateKey(event),
    });
    return resultOf(result, true);
  } catch (error) {
    if (!(error instanceof IdempotencyKeyReusedError)) throw error;
    return settleTakenKey(store, stream, event, recording);
  }
}
