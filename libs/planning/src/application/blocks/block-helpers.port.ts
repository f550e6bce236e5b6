import type { PhaseName } from '../plan-territories/plan-options.js';
import type { BlockTask, SolvedBlock } from './block-task.js';

/** What others are told of a block before they take it. */
export interface BlockOffer {
  /** Of its content. */
  readonly hash: string;
  readonly arcs: number;
}

/** What became of a block that somebody else took. */
export type BlockNews<Result = SolvedBlock> =
  | { readonly kind: 'taken'; readonly hash: string; readonly by: string }
  | { readonly kind: 'progress'; readonly hash: string; readonly by: string; readonly step: BlockStep }
  | { readonly kind: 'solved'; readonly hash: string; readonly by: string; readonly solved: Result };

export interface BlockStep {
  readonly phase: PhaseName;
  /** 0–1 of the phase. */
  readonly done: number;
  readonly objective: number | null;
  readonly bound: number | null;
}

/**
 * Others who may solve blocks of a plan; what they do not do in time its maker does.
 * `Task` and `Result`: how tasks and what was found are handed over.
 */
export interface BlockHelpers<Task = BlockTask, Result = SolvedBlock> {
  /** From now on others may take these, the last ones first, and `listener` is told what they do. */
  offer(blocks: readonly BlockOffer[], listener: (news: BlockNews<Result>) => void): void;
  /** Takes a block for the maker of the plan itself: false while somebody else has it. */
  take(hash: string): Promise<boolean>;
  /** Hands over what it takes to solve a block that somebody took. */
  give(hash: string, task: Task): void;
  /** Nobody needs to do this one any more. */
  withdraw(hash: string): void;
}
