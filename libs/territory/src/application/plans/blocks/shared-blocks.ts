import { type Lease, LeaseLostError, pause } from '@bailiwick/event-store';
import type { Logger } from '@bailiwick/kernel';
import type { BlockExchange, BlockNews, BlockOffer } from '@bailiwick/planning';
import type { BlockBoard } from './block-board.js';

export interface SharedBlocksDependencies {
  readonly board: BlockBoard;
  /** The claim of this process on a block of the plan. */
  readonly leaseOf: (hash: string) => Lease;
  readonly logger: Logger;
}

/** How often to look what others do. */
const LOOK_MS = 300;

type Listener = (news: BlockNews<Uint8Array>) => void;

/**
 * The blocks of a plan that this process makes, shared with whoever would help. While nobody has said so, nothing is
 * claimed; from then on a block is solved by who holds its lease, this process like any other.
 */
export class SharedBlocks implements BlockExchange {
  private offers: readonly BlockOffer[] = [];
  /** Also those of a maker before this one. */
  private readonly known = new Set<string>();
  private listener: Listener = () => undefined;
  private open = false;
  /** Blocks that this process is solving. */
  private readonly mine = new Set<string>();
  /** The claim under which a block is being solved elsewhere, as the planner was told. */
  private readonly told = new Map<string, number>();
  private readonly handedIn = new Set<string>();
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly planId: string,
    private readonly deps: SharedBlocksDependencies,
  ) {}

  offer(blocks: readonly BlockOffer[], listener: Listener): void {
    this.listener = listener;
    this.offers = blocks;
    for (const { hash } of blocks) this.known.add(hash);
    this.write(async () => {
      const before = await this.deps.board.offered(this.planId);
      for (const hash of before?.known ?? []) this.known.add(hash);
    });
    this.publish();
  }

  async take(hash: string): Promise<boolean> {
    if (this.open) {
      try {
        if (!(await this.claim(hash))) return false;
      } catch (error) {
        // Without the store nobody else can help either.
        this.warn(error);
      }
    }
    this.mine.add(hash);
    return true;
  }

  give(hash: string, task: Uint8Array): void {
    const epoch = this.told.get(hash);
    if (epoch !== undefined) this.write(() => this.deps.board.putTask(this.planId, hash, epoch, task));
  }

  withdraw(hash: string): void {
    this.mine.delete(hash);
    this.strike(hash);
    this.write(() => this.deps.leaseOf(hash).release());
  }

  /** Looks what others do until `ended`. */
  async watch(ended: AbortSignal): Promise<void> {
    for (; !ended.aborted; await pause(LOOK_MS, ended))
      try {
        if (this.offers.length === 0) continue;
        if (this.open) await this.look();
        else if (await this.deps.board.hasHelper(this.planId)) await this.openUp();
      } catch (error) {
        this.warn(error);
      }
  }

  /** To be called at the end; what lies beside the log stays where another process goes on with the plan. */
  async close(goesOn: boolean): Promise<void> {
    for (const hash of this.mine) this.write(() => this.deps.leaseOf(hash).release());
    if (!goesOn && this.known.size > 0)
      this.write(() => this.deps.board.remove(this.planId, [...this.known]));
    await this.writing;
  }

  /** Where a block that was free has been solved it is handed in instead. */
  private async claim(hash: string): Promise<boolean> {
    const lease = this.deps.leaseOf(hash);
    if (!(await lease.tryTake())) return false;
    if (!(await this.handIn(hash))) return true;
    await lease.release();
    return false;
  }

  /** From now on by leases: first what this process is at. */
  private async openUp(): Promise<void> {
    this.open = true;
    for (const hash of this.mine) await this.deps.leaseOf(hash).tryTake();
    this.publish();
  }

  private async look(): Promise<void> {
    for (const hash of this.mine) await this.keep(hash);
    for (const { hash } of this.offers) {
      if (this.mine.has(hash) || this.handedIn.has(hash)) continue;
      const sign = await this.deps.board.sign(this.planId, hash);
      if (!sign) continue;
      const { by, epoch, step } = sign;
      if (this.told.get(hash) !== epoch) {
        this.told.set(hash, epoch);
        this.listener({ kind: 'taken', hash, by });
      }
      if (step) this.listener({ kind: 'progress', hash, by, step });
      await this.handIn(hash);
    }
  }

  private async keep(hash: string): Promise<void> {
    try {
      await this.deps.leaseOf(hash).keep();
    } catch (error) {
      // Somebody solves it too by now; whoever is first is heard.
      if (!(error instanceof LeaseLostError)) throw error;
    }
  }

  /** @returns whether the block was solved elsewhere, which it is told of once */
  private async handIn(hash: string): Promise<boolean> {
    if (this.handedIn.has(hash)) return false;
    const sign = await this.deps.board.sign(this.planId, hash);
    const solved = sign && (await this.deps.board.solved(this.planId, hash));
    if (!solved) return false;
    this.handedIn.add(hash);
    this.strike(hash);
    this.listener({ kind: 'solved', hash, by: sign.by, solved });
    return true;
  }

  private strike(hash: string): void {
    this.offers = this.offers.filter((offer) => offer.hash !== hash);
    this.publish();
  }

  private publish(): void {
    this.write(() =>
      this.deps.board.offer(this.planId, { blocks: this.offers, open: this.open, known: [...this.known] }),
    );
  }

  /** One after the other, so that what is later is not overwritten. */
  private write(what: () => Promise<void>): void {
    this.writing = this.writing.then(what).catch((error: unknown) => this.warn(error));
  }

  private warn(error: unknown): void {
    this.deps.logger.warn('blocks of a plan', { planId: this.planId, error: String(error) });
  }
}
