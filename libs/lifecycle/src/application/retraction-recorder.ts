import type { IncomingEventOf } from '@bailiwick/contracts';
import { IdempotencyKeyReusedError, type Commit, type EventStore } from '@bailiwick/event-store';
import { IdReusedError, idReusedProblem, RetractionOfRetractionError } from '../domain/lifecycle.errors.js';
import { sameContent } from '../domain/same-content.js';
import { identityOf, recordOf } from '../domain/subject-event.js';
import { appendUntil } from './append-until.js';
import { findEvent, recordIn } from './find-event.js';
import { readHistory } from './history-cache.js';
import { idempotencyKey, isRetractionStream, lateKey, retractionStream } from './idempotency-key.js';
import type { IngestResult } from './ingest-result.js';
import { newClaim, newEvent, type Recording } from './new-events.js';

type Retraction = IncomingEventOf<'event.retracted'>;

/**
 * Records a retraction in the stream of the event that it takes back. Where that has not come yet, the retraction
 * waits in a stream of its own and claims the event's key, so that whichever process records the event finds it.
 * Each step is a repeat when it is done again, so a crash between two of them is healed by sending again.
 */
export class RetractionRecorder {
  constructor(
    private readonly store: EventStore,
    private readonly changed: (stream: string) => void,
  ) {}

  /**
   * @throws IdReusedError `id-reused`
   * @throws RetractionOfRetractionError `retraction-of-retraction`
   */
  async record(event: Retraction, recording: Recording): Promise<IngestResult> {
    const own = await findEvent(this.store, event);
    if (own.commit && !sameContent(recordIn(own.commit), recordOf(event))) {
      throw new IdReusedError([idReusedProblem(event.source, event.id)]);
    }
    const key = own.claim ? lateKey(event) : idempotencyKey(event);
    const target = await findEvent(this.store, event.data);
    if (target.commit) return this.takeBack(event, key, own.commit, target.commit, recording);
    const result = own.commit ? repeatOf(own.commit) : await this.wait(event, key, recording);
    if (target.claim || (await this.claim(event, recording))) return result;
    // The event came between our look and our claim.
    return { ...(await this.record(event, recording)), status: 'recorded' } as IngestResult;
  }

  /** Records it beside its target; under another key where it had been waiting for it. */
  private async takeBack(
    event: Retraction,
    key: string,
    own: Commit | undefined,
    target: Commit,
    recording: Recording,
  ): Promise<IngestResult> {
    if (own && !isRetractionStream(own.stream)) return repeatOf(own);
    if (recordIn(target).type === 'EventRetracted') {
      if (own) return repeatOf(own);
      throw new RetractionOfRetractionError(event.data.source, event.data.id);
    }
    // A late arrival took the waiting retractions along into its stream.
    if (own && (await this.holds(target.stream, event))) return repeatOf(own);
    const result = await appendUntil(this.store, target.stream, {
      events: [newEvent(recordOf(event), event, recording)],
      idempotencyKey: own ? `${key} applied` : key,
    });
    this.changed(target.stream);
    if (own) return repeatOf(own);
    return { status: 'recorded', position: result.position, recordedAt: result.recordedAt };
  }

  private async holds(stream: string, event: Retraction): Promise<boolean> {
    return (await readHistory(this.store, stream)).incoming.has(identityOf(event));
  }

  private async wait(event: Retraction, key: string, recording: Recording): Promise<IngestResult> {
    const { position, recordedAt } = await appendUntil(this.store, retractionStream(event.data), {
      events: [newEvent(recordOf(event), event, recording)],
      idempotencyKey: key,
    });
    return { status: 'waiting', position, recordedAt };
  }

  /** @returns false when the target was recorded meanwhile */
  private async claim(event: Retraction, recording: Recording): Promise<boolean> {
    const { source, id } = event.data;
    const claim = { target: { source, id }, by: { source: event.source, id: event.id } };
    try {
      await appendUntil(this.store, retractionStream(event.data), {
        events: [newClaim(claim, event, recording)],
        idempotencyKey: idempotencyKey(event.data),
      });
      return true;
    } catch (error) {
      if (!(error instanceof IdempotencyKeyReusedError)) throw error;
      return (await findEvent(this.store, event.data)).commit === undefined;
    }
  }
}

function repeatOf({ position, recordedAt }: Commit): IngestResult {
  return { status: 'repeat', position, recordedAt };
}
