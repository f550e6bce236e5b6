import {
  recordedName,
  streamOf,
  subjectKind,
  type IncomingEvent,
  type IncomingEventOf,
} from '@bailiwick/contracts';
import {
  Any,
  IdempotencyKeyReusedError,
  type AppendOutcome,
  type AppendRequest,
  type AppendResult,
  type EventStore,
} from '@bailiwick/event-store';
import { introduces, isKnown, subjectDecider, type SubjectHistory } from '../domain/subject-history.js';
import { identityOf, type Place, type SubjectEvent } from '../domain/subject-event.js';
import { findEvent } from './find-event.js';
import type { HistoryCache } from './history-cache.js';
import { idempotencyKey } from './idempotency-key.js';
import type { IngestResult } from './ingest-result.js';
import { settleTakenKey } from './late-arrival.js';
import { newEvent, resultOf, type Recording } from './new-events.js';
import { refusalOf } from './refusal.js';
import { survivorsOf } from './survivors.js';
import type { WaitingRoom } from './waiting-room.js';

/** An event with a subject of its own: any but a retraction. */
export type SubjectBound = Exclude<IncomingEvent, IncomingEventOf<'event.retracted'>>;

interface Attempt {
  readonly index: number;
  readonly stream: string;
  /** Learns its place when it has one: whoever sends it again is told without a look into the log. */
  readonly record: SubjectEvent & { place?: Place };
  readonly request: AppendRequest;
  /** True when the subject is known with this event, so that it does not wait. */
  readonly known: boolean;
}

export interface RoundDependencies {
  readonly store: EventStore;
  readonly histories: HistoryCache;
  readonly waiting: WaitingRoom;
}

/** One attempt at recording a window of events: decide on the histories in hand, append in one go, see what held. */
export class RecordingRound {
  private readonly ahead = new Map<string, SubjectHistory>();
  private readonly attempts: Attempt[] = [];
  private readonly firstWith = new Map<string, number>();
  private readonly repeats: number[] = [];

  constructor(
    private readonly deps: RoundDependencies,
    private readonly events: readonly IncomingEvent[],
    private readonly recording: Recording,
    private readonly results: (IngestResult | undefined)[],
  ) {}

  /** @returns the indexes that lost a race and must be decided anew; the others have their result */
  async run(open: readonly number[]): Promise<number[]> {
    this.deps.waiting.begin();
    for (const index of open) {
      try {
        await this.plan(index, this.events[index] as SubjectBound);
      } catch (error) {
        this.results[index] = refusalOf(error);
      }
    }
    const again = await this.settle(await this.append());
    for (const index of this.repeats) {
      const result = await this.firstResult(this.events[index]!);
      if (result) this.results[index] = result;
      else again.push(index);
    }
    return again;
  }

  private async plan(index: number, event: SubjectBound): Promise<void> {
    const stream = streamOf(subjectKind(event.type)!, event.subject);
    const history = await this.upToDate(stream, event);
    const [record] = subjectDecider.decide(await this.command(event), history);
    if (!record) {
      const place = history.incoming.get(identityOf(event))?.place;
      if (place) this.results[index] = { status: 'repeat', ...place };
      else this.repeats.push(index);
      return;
    }
    const next = subjectDecider.evolve(history, record);
    const known = isKnown(next);
    if (!known) await this.deps.waiting.demandRoom(stream, next.version);
    this.ahead.set(stream, next);
    this.firstWith.set(identityOf(event), index);
    this.attempts.push({
      index,
      stream,
      record,
      known,
      request: {
        stream,
        // The key alone keeps an event from being there twice. A version would lose races against our own decisions,
        // and with them the order in which events came in; see docs/adr/0007.
        expectedVersion: Any,
        events: [newEvent(record, event, this.recording)],
        idempotencyKey: idempotencyKey(event),
      },
    });
  }

  private async command(event: SubjectBound): Promise<{ event: IncomingEvent; survivors?: string[] }> {
    if (event.type !== 'account.merged') return { event };
    return {
      event,
      survivors: await survivorsOf(event.data.intoAccountId, (stream) => this.historyOf(stream)),
    };
  }

  /** The answer that a repeated event had the first time; `undefined` when that lost a race just now. */
  private async firstResult(event: IncomingEvent): Promise<IngestResult | undefined> {
    const first = this.firstWith.get(identityOf(event));
    if (first !== undefined) {
      const result = this.results[first];
      return result && 'position' in result ? { ...result, status: 'repeat' } : undefined;
    }
    const { commit } = await findEvent(this.deps.store, event);
    return commit && { status: 'repeat', position: commit.position, recordedAt: commit.recordedAt };
  }

  /** Another process may have introduced the subject since its history was read: who would wait is looked at again. */
  private async upToDate(stream: string, event: SubjectBound): Promise<SubjectHistory> {
    const history = await this.historyOf(stream);
    if (this.ahead.has(stream) || isKnown(history) || introduces(recordedName(event.type))) return history;
    if (history.version > 0) this.deps.histories.drop(stream);
    return this.deps.histories.get(stream);
  }

  private async historyOf(stream: string): Promise<SubjectHistory> {
    return this.ahead.get(stream) ?? this.deps.histories.get(stream);
  }

  private async append(): Promise<readonly AppendOutcome[]> {
    if (this.attempts.length === 0) return [];
    return this.deps.store.appendBatch(this.attempts.map(({ request }) => request));
  }

  private async settle(outcomes: readonly AppendOutcome[]): Promise<number[]> {
    const again: number[] = [];
    const unsure = new Set<string>();
    const failures: Error[] = [];
    for (const [i, outcome] of outcomes.entries()) {
      const attempt = this.attempts[i]!;
      if (!outcome.ok || outcome.result.repeated) unsure.add(attempt.stream);
      if (outcome.ok) {
        this.results[attempt.index] = resultOf(outcome.result, attempt.known);
        attempt.record.place = placeOf(outcome.result);
      } else if (outcome.error instanceof IdempotencyKeyReusedError) {
        this.results[attempt.index] = await this.takenKey(attempt);
      } else failures.push(outcome.error);
    }
    this.remember(unsure);
    if (failures.length > 0) throw failures[0];
    return again;
  }

  private takenKey({ index, stream }: Attempt): Promise<IngestResult> {
    return settleTakenKey(this.deps.store, stream, this.events[index]!, this.recording);
  }

  /** A stream of which one event did not go as planned must be read again. */
  private remember(unsure: ReadonlySet<string>): void {
    for (const [stream, history] of this.ahead) {
      if (unsure.has(stream)) this.deps.histories.drop(stream);
      else this.deps.histories.set(stream, history);
    }
  }
}

function placeOf({ position, recordedAt }: AppendResult): Place {
  return { position, recordedAt };
}
