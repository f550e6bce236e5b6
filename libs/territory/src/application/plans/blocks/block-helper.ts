import { type Lease, pause } from '@bailiwick/event-store';
import type { Logger } from '@bailiwick/kernel';
import type { BlockStep, Planner } from '@bailiwick/planning';
import type { BlockBoard, OfferedBlocks } from './block-board.js';

export interface BlockHelperDependencies {
  readonly board: BlockBoard;
  readonly planner: Planner;
  /** The claim of this process on a block of a plan. */
  readonly leaseOf: (planId: string, hash: string) => Lease;
  /** Whether a plan is still to be made. */
  readonly isWanted: (planId: string) => Promise<boolean>;
  readonly holder: string;
  readonly logger: Logger;
}

/** How often to tell how far a block is, and to look whether it is still wanted. */
const TELL_MS = 1_000;
/** How often to look for what the maker of a plan hands over, and for how long. */
const ASK_MS = 150;
const PATIENCE_MS = 10_000;
/** How long to wait for the blocks of a plan to be opened; later they are found at the next look. */
const ANSWER_MS = 1_000;

interface Held {
  readonly planId: string;
  readonly hash: string;
  readonly lease: Lease;
  readonly epoch: number;
}

/** What this process knows of a plan that is still to be made. */
interface SeenPlan {
  /** Whether its maker was told that there is help. */
  greeted: boolean;
  /** Blocks that this process has solved, or cannot solve. */
  readonly done: Set<string>;
}

/** Solves blocks of plans that other processes make. */
export class BlockHelper {
  /** The plan of which a block is being solved. */
  helping: string | undefined;
  private seen: ReadonlyMap<string, SeenPlan> = new Map();

  constructor(private readonly deps: BlockHelperDependencies) {}

  /** Solves a block of one of these plans. @returns false when there is none to solve */
  async help(planIds: readonly string[], signal: AbortSignal): Promise<boolean> {
    const known = (planId: string): SeenPlan =>
      this.seen.get(planId) ?? { greeted: false, done: new Set<string>() };
    this.seen = new Map(planIds.map((planId) => [planId, known(planId)]));
    for (const planId of planIds) {
      const offered = await this.opened(planId, signal);
      // The last ones first: those are what the maker of the plan comes to last.
      for (const { hash } of offered.toReversed()) {
        if (signal.aborted) return false;
        const held = await this.claim(planId, hash);
        if (held && (await this.solve(held, signal))) return true;
      }
    }
    return false;
  }

  /** The blocks that are open to anybody; a maker that does not know yet that there is help is told. */
  private async opened(planId: string, signal: AbortSignal): Promise<OfferedBlocks['blocks']> {
    const { board, holder } = this.deps;
    const offered = await board.offered(planId);
    if (!offered || offered.blocks.length === 0) return [];
    if (offered.open) return offered.blocks;
    const seen = this.seen.get(planId)!;
    if (seen.greeted) return [];
    seen.greeted = true;
    await board.greet(planId, holder);
    for (let waited = 0; waited < ANSWER_MS && !signal.aborted; waited += ASK_MS) {
      await pause(ASK_MS, signal);
      const answer = await board.offered(planId);
      if (answer?.open) return answer.blocks;
    }
    return [];
  }

  private async claim(planId: string, hash: string): Promise<Held | undefined> {
    if (this.seen.get(planId)!.done.has(hash) || (await this.deps.board.solved(planId, hash)))
      return undefined;
    const lease = this.deps.leaseOf(planId, hash);
    if (!(await lease.tryTake())) return undefined;
    return { planId, hash, lease, epoch: lease.epoch! };
  }

  private async solve(held: Held, signal: AbortSignal): Promise<boolean> {
    const { planId, hash, lease } = held;
    const ended = new AbortController();
    const ending = AbortSignal.any([signal, ended.signal]);
    this.helping = planId;
    try {
      const task = await this.task(held, ending);
      if (!task) return false;
      return await this.solveTask(held, task, ended, ending);
    } catch (error) {
      this.seen.get(planId)!.done.add(hash);
      this.deps.logger.warn('a block of a plan', { planId, error: String(error) });
      return false;
    } finally {
      this.helping = undefined;
      await lease.release().catch(() => undefined);
    }
  }

  /** What the maker of the plan hands over; undefined when there is nothing to do any more. */
  private async task(
    { planId, hash, lease, epoch }: Held,
    signal: AbortSignal,
  ): Promise<Uint8Array | undefined> {
    const { board, holder } = this.deps;
    if (await board.solved(planId, hash)) return undefined;
    await board.putSign(planId, hash, { by: holder, epoch });
    for (let waited = 0; waited < PATIENCE_MS && !signal.aborted; waited += ASK_MS) {
      const task = await board.task(planId, hash, epoch);
      if (task) return task;
      if (!(await this.isOffered(planId, hash))) return undefined;
      await lease.keep();
      await pause(ASK_MS, signal);
    }
    return undefined;
  }

  private async solveTask(
    held: Held,
    task: Uint8Array,
    ended: AbortController,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { board, planner } = this.deps;
    let latest: BlockStep | undefined;
    const over = new AbortController();
    const watched = this.watchOver(held, () => latest, ended, over.signal);
    try {
      const solved = await planner.block(task, { signal, onProgress: (step) => (latest = step) });
      if (signal.aborted) return false;
      await board.putSolved(held.planId, held.hash, solved);
      this.seen.get(held.planId)!.done.add(held.hash);
      return true;
    } finally {
      over.abort();
      await watched;
    }
  }

  /** While a block is solved: gives signs of life, tells how far it is, ends it when nobody needs it any more. */
  private async watchOver(
    { planId, hash, lease, epoch }: Held,
    latest: () => BlockStep | undefined,
    ended: AbortController,
    over: AbortSignal,
  ): Promise<void> {
    const { board, holder } = this.deps;
    for (; !over.aborted; await pause(TELL_MS, over))
      try {
        if (!(await this.isOffered(planId, hash))) return ended.abort();
        await lease.keep();
        const step = latest();
        if (step) await board.putSign(planId, hash, { by: holder, epoch, step });
      } catch (error) {
        this.deps.logger.warn('a block of a plan', { planId, error: String(error) });
        if (lease.epoch === undefined) return ended.abort();
      }
  }

  private async isOffered(planId: string, hash: string): Promise<boolean> {
    const offered = await this.deps.board.offered(planId);
    return offered?.blocks.some((offer) => offer.hash === hash) === true && this.deps.isWanted(planId);
  }
}
