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
import type { HistoriesAhead } from './histories-ahead.js';
import { readHistory } from './history-cache.js';
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
  readonly histories: HistoriesAhead;
  readonly waiting: WaitingRoom;
  /** True when nothing else is under way, so that all that is known of is recorded. */
  readonly alone: boolean;
}

/**
 * One attempt at recording a window of events: decide on the histories in hand, append in one go, see what held.
 * Others decide while it appends; whose answer rests on what is not recorded yet waits for that, and is decided anew.
 */
export class RecordingRound {
  private readonly attempts: Attempt[] = [];
  private readonly firstWith = new Map<string, number>();
  private readonly repeats: number[] = [];
  private readonly again: number[] = [];
  private outcomes: Promise<readonly AppendOutcome[]> = Promise.resolve([]);

  constructor(
    private readonly deps: RoundDependencies,
    private readonly events: readonly IncomingEvent[],
    private readonly recording: Recording,
    private readonly results: (IngestResult | undefined)[],
  ) {}

  /** Decides on the events, and asks for their appending. */
  async decide(open: readonly number[]): Promise<void> {
    this.deps.waiting.begin();
    try {
      for (const index of open) await this.plan(index, this.events[index] as SubjectBound);
    } catch (error) {
      this.settleStreams(new Set(this.attempts.map(({ stream }) => stream)));
      throw error;
    }
    if (this.attempts.length === 0) return;
    this.outcomes = this.deps.store.appendBatch(this.attempts.map(({ request }) => request));
    // Who ends the round learns of a failure.
    this.outcomes.catch(() => undefined);
  }

  /**
   * @param before when the rounds before have ended, on whose events these may rest
   * @returns the indexes that lost a race and must be decided anew; the others have their result
   */
  async end(before: Promise<unknown>): Promise<number[]> {
    await before;
    await this.settle();
    for (const index of this.repeats) {
      const result = await this.firstResult(this.events[index]!);
      if (result) this.results[index] = result;
      else this.again.push(index);
    }
    return this.again;
  }

  private async plan(index: number, event: SubjectBound): Promise<void> {
    try {
      await this.attempt(index, event);
    } catch (error) {
      const refusal = refusalOf(error);
      // What is not recorded yet may never be: nobody is refused because of it.
      if (this.deps.alone || refusal.status === 'id-reused') this.results[index] = refusal;
      else this.again.push(index);
    }
  }

  private async attempt(index: number, event: SubjectBound): Promise<void> {
    const stream = streamOf(subjectKind(event.type)!, event.subject);
    const history = await this.upToDate(stream, event);
    const identity = identityOf(event);
    const earlier = history.incoming.get(identity);
    if (earlier && !earlier.place && !this.firstWith.has(identity)) {
      this.again.push(index);
      return;
    }
    const [record] = subjectDecider.decide(await this.command(event), history);
    if (!record) {
      if (earlier?.place) this.results[index] = { status: 'repeat', ...earlier.place };
      else this.repeats.push(index);
      return;
    }
    const next = subjectDecider.evolve(history, record);
    const known = isKnown(next);
    if (!known) await this.deps.waiting.demandRoom(stream, next.version);
    this.deps.histories.expect(stream, next, this);
    this.firstWith.set(identity, index);
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
      survivors: await survivorsOf(event.data.intoAccountId, (stream) => this.deps.histories.get(stream)),
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
    const { histories } = this.deps;
    const history = histories.atHand(stream);
    if (!history) return histories.get(stream);
    if (isKnown(history) || introduces(recordedName(event.type))) return history;
    return histories.fresh(stream);
  }

  /** @throws StoreUnavailableError after everything is in order again */
  private async settle(): Promise<void> {
    const outcomes = await this.outcomes.catch((error: Error) =>
      this.attempts.map((): AppendOutcome => ({ ok: false, error })),
    );
    const unsure = new Set<string>();
    const failures: Error[] = [];
    const taken: Attempt[] = [];
    for (const [i, outcome] of outcomes.entries()) {
      const attempt = this.attempts[i]!;
      if (!outcome.ok || outcome.result.repeated) unsure.add(attempt.stream);
      if (outcome.ok) this.take(attempt, outcome.result);
      else if (outcome.error instanceof IdempotencyKeyReusedError) taken.push(attempt);
      else failures.push(outcome.error);
    }
    const { histories } = this.deps;
    const doubtful = this.attempts.filter(({ stream }) => unsure.has(stream) || !histories.isSure(stream));
    try {
      for (const attempt of taken) this.results[attempt.index] = await this.takenKey(attempt);
    } finally {
      this.settleStreams(unsure);
    }
    if (failures.length > 0) throw failures[0];
    for (const attempt of doubtful) await this.judgeAgain(attempt);
  }

  private take(attempt: Attempt, result: AppendResult): void {
    this.results[attempt.index] = resultOf(result, attempt.known);
    attempt.record.place = placeOf(result);
  }

  /** The introduction on which an event was said to be effective may not have been recorded. */
  private async judgeAgain({ index, stream, known }: Attempt): Promise<void> {
    const result = this.results[index]!;
    if (!known || result.status !== 'recorded') return;
    if (!isKnown(await readHistory(this.deps.store, stream)))
      this.results[index] = { ...result, status: 'waiting' };
  }

  private takenKey({ index, stream }: Attempt): Promise<IngestResult> {
    return settleTakenKey(this.deps.store, stream, this.events[index]!, this.recording);
  }

  /** What was expected is so; a stream of which one event did not go as planned must be read again. */
  private settleStreams(unsure: ReadonlySet<string>): void {
    const { histories, waiting } = this.deps;
    const streams = new Set(this.attempts.map(({ stream }) => stream));
    for (const stream of streams) histories.settle(stream, this, !unsure.has(stream));
    waiting.leave(this.attempts.filter(({ known }) => !known).length);
  }
}

function placeOf({ position, recordedAt }: AppendResult): Place {
  return { position, recordedAt };
}
