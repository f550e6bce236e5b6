import type { EventStore } from '@bailiwick/event-store';
import type { BlockOffer, BlockStep } from '@bailiwick/planning';

/** What is left of a plan in the making for others to solve. */
export interface OfferedBlocks {
  readonly blocks: readonly BlockOffer[];
  /** False: whoever would help says so first, since as long as nobody does no block is claimed. */
  readonly open: boolean;
  /** Every block of the plan that was ever offered: what lies about them goes when the plan is made. */
  readonly known: readonly string[];
}

/** Who solves a block, under which claim, and how far that is. */
export interface BlockSign {
  readonly by: string;
  readonly epoch: number;
  readonly step?: BlockStep;
}

/**
 * What the maker of a plan and those who solve blocks of it tell each other. It lies beside the log, among what can be
 * thrown away; who solves which block is for leases alone to say.
 */
export class BlockBoard {
  constructor(private readonly store: Pick<EventStore, 'head' | 'snapshots'>) {}

  offer(planId: string, offered: OfferedBlocks): Promise<void> {
    return this.putJson(`plan-blocks:${planId}`, offered);
  }

  offered(planId: string): Promise<OfferedBlocks | undefined> {
    return this.getJson<OfferedBlocks>(`plan-blocks:${planId}`);
  }

  /** Says that there is somebody who would help. */
  greet(planId: string, by: string): Promise<void> {
    return this.putJson(`plan-helper:${planId}`, { by });
  }

  async hasHelper(planId: string): Promise<boolean> {
    return (await this.get(`plan-helper:${planId}`)) !== undefined;
  }

  putSign(planId: string, hash: string, sign: BlockSign): Promise<void> {
    return this.putJson(`plan-block-sign:${planId}:${hash}`, sign);
  }

  sign(planId: string, hash: string): Promise<BlockSign | undefined> {
    return this.getJson<BlockSign>(`plan-block-sign:${planId}:${hash}`);
  }

  /** The task is for whoever holds the block under this claim, with what time is left for it. */
  putTask(planId: string, hash: string, epoch: number, task: Uint8Array): Promise<void> {
    return this.put(`plan-block-task:${planId}:${hash}`, task, epoch);
  }

  task(planId: string, hash: string, epoch: number): Promise<Uint8Array | undefined> {
    return this.get(`plan-block-task:${planId}:${hash}`, epoch);
  }

  putSolved(planId: string, hash: string, solved: Uint8Array): Promise<void> {
    return this.put(`plan-block-solved:${planId}:${hash}`, solved);
  }

  solved(planId: string, hash: string): Promise<Uint8Array | undefined> {
    return this.get(`plan-block-solved:${planId}:${hash}`);
  }

  async remove(planId: string, hashes: readonly string[]): Promise<void> {
    const names = hashes.flatMap((hash) =>
      ['sign', 'task', 'solved'].map((of) => `block-${of}:${planId}:${hash}`),
    );
    for (const name of [`blocks:${planId}`, `helper:${planId}`, ...names])
      await this.store.snapshots.purge(`plan-${name}`);
  }

  private async put(name: string, bytes: Uint8Array, version = 1): Promise<void> {
    // The head only grows, so whoever was paused and wakes does not overwrite what is later.
    const { position } = await this.store.head();
    await this.store.snapshots.save(name, version, { position, bytes });
  }

  private async get(name: string, version = 1): Promise<Uint8Array | undefined> {
    return (await this.store.snapshots.load(name, version))?.bytes;
  }

  private putJson(name: string, value: unknown): Promise<void> {
    return this.put(name, new TextEncoder().encode(JSON.stringify(value)));
  }

  private async getJson<T>(name: string): Promise<T | undefined> {
    const bytes = await this.get(name);
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
  }
}
