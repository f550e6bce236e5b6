import type { IncomingEvent, RetractionClaimedData } from '@bailiwick/contracts';
import { startedBy, type AppendResult, type NewEvent } from '@bailiwick/event-store';
import type { Actor, IdSource } from '@bailiwick/kernel';
import type { SubjectEvent } from '../domain/subject-event.js';
import type { IngestResult } from './ingest-result.js';

/** Today's version of every event that this room records. */
const VERSION = 1;

/** Who sent an event, and where new ids come from. */
export interface Recording {
  readonly actor: Actor;
  readonly ids: IdSource;
}

/** `record` ready to be appended, as part of recording `cause`. */
export function newEvent(record: SubjectEvent, cause: IncomingEvent, { actor, ids }: Recording): NewEvent {
  const id = ids.next();
  const { type, data } = record;
  return { id, type, v: VERSION, data, meta: startedBy(actor, id, cause.traceparent) };
}

export function newClaim(
  data: RetractionClaimedData,
  cause: IncomingEvent,
  { actor, ids }: Recording,
): NewEvent {
  const id = ids.next();
  return { id, type: 'RetractionClaimed', v: VERSION, data, meta: startedBy(actor, id, cause.traceparent) };
}

/** What an append means for its event. */
export function resultOf({ repeated, position, recordedAt }: AppendResult, effective: boolean): IngestResult {
  if (repeated) return { status: 'repeat', position, recordedAt };
  return { status: effective ? 'recorded' : 'waiting', position, recordedAt };
}
