import type { IncomingEvent, IncomingEventOf } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, IdSource } from '@bailiwick/kernel';
import { contention, MAX_ROUNDS } from './append-until.js';
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

/** Records parsed events, many at a time. */
export class EventRecorder {
  readonly histories: HistoryCache;
  private readonly retractions: RetractionRecorder;

  constructor(private readonly deps: RecorderDependencies) {
    this.histories = new HistoryCache(deps.store);
    this.retractions = new RetractionRecorder(deps.store, (stream) => this.histories.drop(stream));
  }

  /**
   * Each event's fate, in order; durable when the promise resolves.
   * @throws StoreUnavailableError when the log cannot be written; what was recorded by then is a repeat next time
   */
  async record(events: readonly IncomingEvent[], actor: Actor): Promise<IngestResult[]> {
    const recording = { actor, ids: this.deps.ids };
    const results = new Array<IngestResult | undefined>(events.length);
    await this.recordSubjectBound(events, recording, results);
    for (const [index, event] of events.entries()) {
      if (event.type === 'event.retracted') results[index] = await this.retract(event, recording);
    }
    return results as IngestResult[];
  }

  private async recordSubjectBound(
    events: readonly IncomingEvent[],
    recording: Recording,
    results: (IngestResult | undefined)[],
  ): Promise<void> {
    const { store, waiting, limits } = this.deps;
    const deps = { store, histories: this.histories, waiting: new WaitingRoom(waiting, limits) };
    let open = [...events.keys()].filter((index) => events[index]!.type !== 'event.retracted');
    for (let round = 0; open.length > 0; round++) {
      if (round === MAX_ROUNDS) throw contention();
      open = await new RecordingRound(deps, events, recording, results).run(open);
    }
  }

  private async retract(
    event: IncomingEventOf<'event.retracted'>,
    recording: Recording,
  ): Promise<IngestResult> {
    try {
      return await this.retractions.record(event, recording);
    } catch (error) {
      return refusalOf(error);
    }
  }
}
