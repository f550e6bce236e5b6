import type { IncomingRecord } from './subject-event.js';

interface Slot {
  readonly event: IncomingRecord;
  /** How many others were there before it. */
  readonly index: number;
}

/**
 * Incoming events by identity, in order of arrival; never changes. Versions that grow out of one another share one
 * map, of which each sees as much as it holds, so that adding an event to the latest does not copy the others.
 */
export class EventIndex {
  static readonly empty = new EventIndex(new Map(), 0);

  private constructor(
    private readonly slots: Map<string, Slot>,
    readonly size: number,
  ) {}

  get(identity: string): IncomingRecord | undefined {
    const slot = this.slots.get(identity);
    return slot && slot.index < this.size ? slot.event : undefined;
  }

  has(identity: string): boolean {
    return this.get(identity) !== undefined;
  }

  /** With one more event; the same when its identity is there already. */
  with(identity: string, event: IncomingRecord): EventIndex {
    if (this.has(identity)) return this;
    const latest = this.size > 0 && this.slots.size === this.size;
    const slots = latest ? this.slots : new Map([...this.slots].slice(0, this.size));
    slots.set(identity, { event, index: this.size });
    return new EventIndex(slots, this.size + 1);
  }

  *[Symbol.iterator](): Generator<[string, IncomingRecord]> {
    for (const [identity, { event, index }] of this.slots) {
      if (index >= this.size) return;
      yield [identity, event];
    }
  }

  /** Only the events for which `keep` is true, in a map of its own. */
  filter(keep: (event: IncomingRecord) => boolean): EventIndex {
    let kept = EventIndex.empty;
    for (const [identity, { event, index }] of this.slots)
      if (index < this.size && keep(event)) kept = kept.with(identity, event);
    return kept;
  }

  *values(): Generator<IncomingRecord> {
    for (const [, event] of this) yield event;
  }
}
