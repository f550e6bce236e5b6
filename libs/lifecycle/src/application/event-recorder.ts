import type { IncomingEvent, IncomingEventOf } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, IdSource } from '@bailiwick/kernel';
import { contention, MAX_ROUNDS } from './append-until.js';
import { HistoriesAhead } from './histories-ahead.js';
import { HistoryCache } from './history-cache.js';
import type { IngestResult } from './ingest-result.js';
import type { Recording } from './new-events.js';
import { RecordingRound } from './recording-round.js';
import { refusalOf } from './refusal.js';
import { RetractionRecorder } from './retraction-recorder.js';
import type { WaitingList } from './waiting-list.js';
import { WaitingRoom, type WaitingLimits } from './waiting-room.js';

export interface RecorderDependencies {
  readonly store: EventStore;
  readonly ids: IdSource;
  readonly waiting: WaitingList;
  readonly limits: WaitingLimits;
}

/** Events appended with one durable write. */
export const WINDOW = 500;

/** A window of events, who sends them, and what has become of them so far. */
interface Job {
  readonly events: readonly IncomingEvent[];
  readonly recording: Recording;
  readonly results: (IngestResult | undefined)[];
}

/**
 * Records parsed events, a window at a time. While one is being written the next is decided, on histories as they will
 * be then (see ADR 14); windows are decided and recorded in the order in which they came.
 */
export class EventRecorder {
  readonly histories: HistoriesAhead;
  private readonly retractions: RetractionRecorder;
  private readonly room: WaitingRoom;
  /** Resolves when whoever decides has done so. */
  private turn: Promise<unknown> = Promise.resolve();
  /** Resolves when all that was decided until now has its results. */
  private settled: Promise<unknown> = Promise.resolve();
  private underWay = 0;

  constructor(private readonly deps: RecorderDependencies) {
    this.histories = new HistoriesAhead(new HistoryCache(deps.store));
    this.retractions = new RetractionRecorder(deps.store, (stream) => this.histories.drop(stream));
    this.room = new WaitingRoom(deps.waiting, deps.limits);
  }

  /**
   * Each event's fate, in order; durable when the promise resolves. Others may be recorded meanwhile.
   * @param events some `WINDOW` of them
   * @throws StoreUnavailableError when the log cannot be written; what was recorded by then is a repeat next time
   */
  async record(events: readonly IncomingEvent[], actor: Actor): Promise<IngestResult[]> {
    const job: Job = { events, recording: { actor, ids: this.deps.ids }, results: new Array(events.length) };
    const retracts = events.some(isRetraction);
    const open = [...events.keys()].filter((index) => !isRetraction(events[index]!));
    const { again } = await this.inTurn(async () => {
      const round = await this.round(job, open);
      if (!retracts) return round;
      // A retraction looks for its event in the log, and what comes after it for the retraction.
      await this.finishAlone(job, await round.again);
      return { again: [] };
    });
    const left = await again;
    if (left.length > 0) await this.inTurn(() => this.finishAlone(job, left));
    return job.results as IngestResult[];
  }

  /** Decides on events, and has them appended. @returns, with the end of that, those to be decided anew */
  private async round(
    { events, recording, results }: Job,
    open: readonly number[],
  ): Promise<{ readonly again: Promise<number[]> }> {
    const { store } = this.deps;
    const deps = { store, histories: this.histories, waiting: this.room, alone: this.underWay === 0 };
    const round = new RecordingRound(deps, events, recording, results);
    const before = this.settled;
    await round.decide(open);
    this.underWay++;
    const again = round.end(before).finally(() => this.underWay--);
    this.settled = again.catch(() => undefined);
    return { again };
  }

  /** What waits for the fate of others is decided when there are none, and so are retractions. */
  private async finishAlone(job: Job, again: readonly number[]): Promise<void> {
    await this.settled;
    let open = again;
    for (let round = 0; open.length > 0; round++) {
      if (round === MAX_ROUNDS) throw contention();
      open = await (await this.round(job, open)).again;
    }
    for (const [index, event] of job.events.entries())
      if (isRetraction(event)) job.results[index] ??= await this.retract(event, job.recording);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }

  private async retract(event: Retraction, recording: Recording): Promise<IngestResult> {
    try {
      return await this.retractions.record(event, recording);
    } catch (error) {
      return refusalOf(error);
    }
  }
}

type Retraction = IncomingEventOf<'event.retracted'>;

function isRetraction(event: IncomingEvent): event is Retraction {
  return event.type === 'event.retracted';
}
