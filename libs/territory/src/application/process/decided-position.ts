import type { EventStore } from '@bailiwick/event-store';

const NAME = 'process';

/** How far the log has been reacted to, as whoever holds the work tells every other process. */
export class DecidedPosition {
  private announced: number | undefined;

  constructor(private readonly store: Pick<EventStore, 'checkpoints'>) {}

  /** 0 before anything was decided. */
  load(): Promise<number> {
    return this.store.checkpoints.load(NAME);
  }

  /** Says that everything up to `position` was reacted to, durably. */
  async announce(position: number): Promise<void> {
    // Read first: who was paused, lost the work and did not know it yet may have put an older one there.
    if (position === this.announced && (await this.load()) === position) return;
    await this.store.checkpoints.save(NAME, position);
    this.announced = position;
  }
}
