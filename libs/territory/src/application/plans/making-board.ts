import type { EventStore } from '@bailiwick/event-store';
import type { PlanProgress } from '@bailiwick/planning';

/** How far the making of a plan has come; `undefined` phase: it waits for its turn. */
export type MakingProgress = Partial<PlanProgress> & { readonly planId: string; readonly ended?: boolean };

const VERSION = 1;

/**
 * How far plans have come that another process makes. It lies beside the log, among what can be thrown away: a step
 * that is over is nothing that has to last.
 */
export class MakingBoard {
  constructor(private readonly store: Pick<EventStore, 'head' | 'snapshots'>) {}

  async put(progress: MakingProgress): Promise<void> {
    const bytes = new TextEncoder().encode(JSON.stringify(progress));
    // The head only grows, so whoever was paused and wakes does not overwrite what is later.
    const { position } = await this.store.head();
    await this.store.snapshots.save(nameOf(progress.planId), VERSION, { position, bytes });
  }

  async get(planId: string): Promise<MakingProgress | undefined> {
    const snapshot = await this.store.snapshots.load(nameOf(planId), VERSION);
    return snapshot && (JSON.parse(new TextDecoder().decode(snapshot.bytes)) as MakingProgress);
  }

  async remove(planId: string): Promise<void> {
    await this.store.snapshots.purge(nameOf(planId));
  }
}

function nameOf(planId: string): string {
  return `plan-progress:${planId}`;
}
