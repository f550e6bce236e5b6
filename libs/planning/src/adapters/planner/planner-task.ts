import type { MessagePort } from 'node:worker_threads';
import type { AccountRecord } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import type { BlockNews, BlockOffer, BlockStep } from '../../application/blocks/block-helpers.port.js';
import type { PlanOptions, PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { PlanOutline } from '../../application/reoptimise/outline-plan.js';
import type { PlanSource, WrittenPlan } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';

/** What to make on another thread. Messages go both ways until it is made. */
export type PlannerTask = Work & { readonly port: MessagePort };

export type Work = PlanWork | { readonly make: 'block'; readonly task: Uint8Array };

/** The documents that a plan is put away as, or its outline. */
export type PlanWork = { readonly options: Omit<PlanOptions, 'signal' | 'onProgress'> } & (
  | { readonly make: 'outline'; readonly input: PlanningInput }
  | {
      readonly make: 'documents';
      readonly source: Omit<PlanSource, 'accounts'>;
      /** Whether others may solve blocks of it. */
      readonly helped: boolean;
    }
);

/** What the thread tells: how far it is, and what it has for helpers. */
export type PlannerMessage =
  | { readonly say: 'progress'; readonly progress: PlanProgress | BlockStep }
  | { readonly say: 'offer'; readonly blocks: readonly BlockOffer[] }
  | { readonly say: 'take' | 'withdraw'; readonly hash: string }
  | { readonly say: 'give'; readonly hash: string; readonly task: Uint8Array };

/** What the thread is told. */
export type PlannerOrder =
  | { readonly say: 'stop' }
  | { readonly say: 'accounts'; readonly accounts: readonly AccountRecord[] }
  /** There are no more accounts; or, where that is not all of them, no more will come. */
  | { readonly say: 'end'; readonly all: boolean }
  | { readonly say: 'taken'; readonly hash: string; readonly mine: boolean }
  | { readonly say: 'news'; readonly news: BlockNews<Uint8Array> };

/** An error of the input crosses threads as data, so that its problems are kept. */
export type PlannerOutcome =
  | { readonly ok: true; readonly make: 'outline'; readonly outline: PlanOutline }
  | { readonly ok: true; readonly make: 'block'; readonly solved: Uint8Array }
  | { readonly ok: true; readonly make: 'documents'; readonly written: WrittenPlan }
  | { readonly ok: false; readonly problems: readonly Problem[] };
