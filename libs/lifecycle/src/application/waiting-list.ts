import { incomingTypeOf, parseStream, type IncomingType } from '@bailiwick/contracts';
import type { Commit, EventStore } from '@bailiwick/event-store';
import { introduces, isKnown, liveEvents } from '../domain/subject-history.js';
import { isIncoming, subjectEvents, type IncomingRecord } from '../domain/subject-event.js';
import { readHistory } from './history-cache.js';
import { isRetractionStream, retractionStream } from './idempotency-key.js';

/** An event that has no effect yet: its subject, or the event that it takes back, is not known. */
export interface WaitingEvent {
  readonly source: string;
  readonly id: string;
  readonly type: IncomingType;
  readonly subject?: string;
  /** Milliseconds since the epoch; the age counts from here. */
  readonly recordedAt: number;
  readonly position: number;
}

type Store = Pick<EventStore, 'readAll' | 'readStream' | 'snapshots'>;

const SNAPSHOT = 'lifecycle-waiting';
const REDUCER_VERSION = 1;
const SNAPSHOT_EVERY = 20_000;

/** The events that wait, folded from the log whenever somebody asks. Holds only what waits. */
export class WaitingList {
  /** By stream of an unknown subject, or of a retraction. */
  private readonly byStream = new Map<string, readonly WaitingEvent[]>();
  private readonly unsure = new Set<string>();
  private position = -1;
  private savedAt = 0;
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly store: Store) {}

  /** How many wait, over all subjects, as of the last `catchUp`. */
  get size(): number {
    let size = 0;
    for (const events of this.byStream.values()) size += events.length;
    return size;
  }

  /** The oldest first, as of the last `catchUp`. */
  list(): WaitingEvent[] {
    return [...this.byStream.values()].flat().sort((a, b) => a.position - b.position);
  }

  /** Reads the log to its head. */
  catchUp(): Promise<void> {
    // A failed reading must not fail every later one.
    this.reading = this.reading.catch(() => undefined).then(() => this.readOn());
    return this.reading;
  }

  private async readOn(): Promise<void> {
    if (this.position < 0) await this.restore();
    for await (const commit of this.store.readAll(this.position)) {
      this.apply(commit);
      this.position = commit.position;
    }
    for (const stream of this.unsure) {
      await this.recheck(stream);
      this.unsure.delete(stream);
    }
    if (this.position - this.savedAt >= SNAPSHOT_EVERY) await this.save();
  }

  private apply(commit: Commit): void {
    const { stream } = commit;
    const events = subjectEvents(commit).filter(isIncoming);
    if (isRetractionStream(stream)) {
      const waiting = events.filter((e) => e.type === 'EventRetracted').map((e) => waitingEvent(e));
      if (waiting.length > 0) this.byStream.set(stream, [...(this.byStream.get(stream) ?? []), ...waiting]);
      return;
    }
    if (!parseStream(stream)) return;
    for (const event of events) if (event.type === 'EventRetracted') this.applied(event.data.data);
    this.followSubject(commit, events);
  }

  /** A stream that does not begin with an introduction holds events of an unknown subject. */
  private followSubject(commit: Commit, events: readonly IncomingRecord[]): void {
    const { stream } = commit;
    const retracts = events.some((event) => event.type === 'EventRetracted');
    const introducing = events.some((event) => introduces(event.type));
    const waiting = this.byStream.get(stream);
    if (retracts || (introducing && waiting)) this.unsure.add(stream);
    else if (!introducing && (waiting || commit.from === 1) && events.length > 0) {
      this.byStream.set(stream, [...(waiting ?? []), ...events.map((e) => waitingEvent(e))]);
    }
  }

  private applied(target: { readonly source: string; readonly id: string }): void {
    this.byStream.delete(retractionStream(target));
  }

  private async recheck(stream: string): Promise<void> {
    const history = await readHistory(this.store, stream, this.position);
    if (isKnown(history)) {
      this.byStream.delete(stream);
      return;
    }
    // Kept even when empty: what comes next for a subject that was taken back waits too.
    const waiting = liveEvents(history).filter(isIncoming);
    this.byStream.set(
      stream,
      waiting.map((e) => waitingEvent(e)),
    );
  }

  private async restore(): Promise<void> {
    const snapshot = await this.store.snapshots.load(SNAPSHOT, REDUCER_VERSION);
    this.position = snapshot?.position ?? 0;
    this.savedAt = this.position;
    if (!snapshot) return;
    const entries = JSON.parse(new TextDecoder().decode(snapshot.bytes)) as [string, WaitingEvent[]][];
    for (const [stream, events] of entries) this.byStream.set(stream, events);
  }

  private async save(): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify([...this.byStream]));
    await this.store.snapshots.save(SNAPSHOT, REDUCER_VERSION, { position: this.position, bytes });
    this.savedAt = this.position;
  }
}

function waitingEvent(event: IncomingRecord): WaitingEvent {
  const { source, id, subject } = event.data;
  const { position, recordedAt } = event.place!;
  const about = subject === undefined ? {} : { subject };
  return { source, id, type: incomingTypeOf(event.type)!, ...about, recordedAt, position };
}
