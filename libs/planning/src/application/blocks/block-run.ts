import { setTimeout as sleep } from 'node:timers/promises';
import type { Block, Blocks } from '../../domain/blocks/blocks.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import type { PhaseName, PlanOptions } from '../plan-territories/plan-options.js';
import type { SolveFrame } from '../plan-territories/solve.js';
import type { PlanningEngine } from '../planning-engine.port.js';
import type { BlockHelpers, BlockNews, BlockStep } from './block-helpers.port.js';
import { progressOf } from './block-progress.js';
import {
  type BlockContent,
  type BlockTask,
  hashOfBlock,
  seedOfBlock,
  solveBlock,
  type SolvedBlock,
} from './block-task.js';

/** How a block of a plan in the making stands. */
export interface BlockState {
  readonly block: Block;
  readonly content: BlockContent;
  readonly hash: string;
  stage: 'waiting' | 'here' | 'elsewhere' | 'solved';
  /** Who solves or solved it, where that is somebody else. */
  by?: string;
  /** How far that is. */
  step?: BlockStep;
  solved?: SolvedBlock;
}

/** How often to ask for a block that somebody else has: he may have given it up, or be dead. */
const RETRY_MS = 500;
/** What it takes to hand a block over and to get it back solved, of the time that it is given. */
const HAND_OVER = { seconds: 0.6, share: 0.05 } as const;
const LEAST_SECONDS = 0.1;

/** Has every block of a problem solved: one after the other here, and by whoever takes one elsewhere. */
export class BlockRun {
  private readonly states: readonly BlockState[];
  private wake: () => void = () => undefined;

  constructor(
    private readonly problem: Problem,
    private readonly split: Blocks,
    private readonly options: PlanOptions,
    private readonly means: {
      readonly engine: PlanningEngine;
      readonly frame: SolveFrame;
      readonly helpers: BlockHelpers | undefined;
    },
  ) {
    const twins = new Map<string, number>();
    this.states = split.blocks.map((block) => {
      const content = this.contentOf(block);
      const hash = hashOfBlock(content);
      const before = twins.get(hash) ?? 0;
      twins.set(hash, before + 1);
      // Blocks of the same content are told apart; their seed is the same, and so what is found.
      return { block, content, hash: before === 0 ? hash : `${hash}-${before}`, stage: 'waiting' };
    });
  }

  /** What was found for each block, in their order. */
  async solved(): Promise<SolvedBlock[]> {
    const offers = this.states.map(({ hash, block }) => ({ hash, arcs: block.arcs.length }));
    this.means.helpers?.offer(offers, (news) => this.hear(news));
    for (let left = this.unsolved(); left.length > 0; left = this.unsolved()) {
      const next = await this.take(left);
      if (next) await this.solveHere(next);
      else await this.change(RETRY_MS);
    }
    return this.states.map(({ solved }) => solved!);
  }

  /** Seconds that all blocks together spent in a phase, wherever. */
  secondsOf(phase: PhaseName): number {
    const phases = this.states.flatMap(({ solved }) => solved?.phases ?? []);
    return phases.reduce((sum, { name, seconds }) => sum + (name === phase ? seconds : 0), 0);
  }

  private unsolved(): BlockState[] {
    return this.states.filter(({ stage }) => stage !== 'solved');
  }

  /** The first of these that is to be solved here: those that nobody has before those of somebody who may be dead. */
  private async take(left: readonly BlockState[]): Promise<BlockState | undefined> {
    const { helpers } = this.means;
    const waiting = left.filter(({ stage }) => stage === 'waiting');
    const elsewhere = left.filter(({ stage }) => stage === 'elsewhere');
    // When the time is up nobody else is waited for.
    if (!helpers || this.isOver()) return left[0];
    for (const state of [...waiting, ...elsewhere]) {
      const mine = await helpers.take(state.hash);
      // It may have been handed in meanwhile.
      if (isSolved(state)) return undefined;
      if (mine) return state;
      state.stage = 'elsewhere';
    }
    return undefined;
  }

  private isOver(): boolean {
    const { deadline, now } = this.means.frame;
    return this.options.signal?.aborted === true || (deadline !== undefined && now() >= deadline);
  }

  private async solveHere(state: BlockState): Promise<void> {
    const { engine, frame } = this.means;
    const { signal } = this.options;
    const task = this.taskOf(state);
    state.stage = 'here';
    delete state.by;
    const onProgress = (step: BlockStep): void => this.goOn(state, step);
    const solved = await solveBlock(task, { signal, onProgress }, engine, frame.now);
    this.settle(state, solved);
    this.means.helpers?.withdraw(state.hash);
  }

  private hear(news: BlockNews): void {
    const state = this.states.find(({ hash }) => hash === news.hash);
    // What is solved here is not waited for; whoever does it too finds the same, or something as good as in time.
    if (!state || state.stage === 'solved' || state.stage === 'here') return;
    if (news.kind === 'solved' && !isSolutionOf(state.block, news.solved)) return;
    state.by = news.by;
    if (news.kind === 'solved') return this.settle(state, news.solved);
    state.stage = 'elsewhere';
    if (news.kind === 'progress') return this.goOn(state, news.step);
    const { timeLimitSeconds, ...task } = this.taskOf(state);
    const within = timeLimitSeconds && timeLimitSeconds * (1 - HAND_OVER.share) - HAND_OVER.seconds;
    this.means.helpers?.give(state.hash, {
      ...task,
      timeLimitSeconds: within && Math.max(LEAST_SECONDS, within),
    });
  }

  private settle(state: BlockState, solved: SolvedBlock): void {
    state.solved = solved;
    state.stage = 'solved';
    this.tell();
    this.wake();
  }

  private goOn(state: BlockState, step: BlockStep): void {
    state.step = step;
    this.tell();
  }

  private tell(): void {
    this.options.onProgress?.(progressOf(this.states, this.split.constant));
  }

  /** Resolves when a block was solved elsewhere, or after `ms`. */
  private async change(ms: number): Promise<void> {
    const waiting = new AbortController();
    this.wake = () => waiting.abort();
    await sleep(ms, undefined, { signal: waiting.signal }).catch(() => undefined);
  }

  private contentOf({ problem }: Block): BlockContent {
    const { iterations, seed, solver } = this.options;
    const share = problem.unitCount / this.problem.unitCount;
    // As many in all as were asked for.
    return { problem, seed, iterations: iterations && Math.ceil(iterations * share), solver };
  }

  private taskOf(state: BlockState): BlockTask {
    const { content, hash } = state;
    return { ...content, seed: seedOfBlock(hash), timeLimitSeconds: this.secondsFor(state) };
  }

  /** The share of the time left that a block may take: by weight, of those not begun, for as many as are at work. */
  private secondsFor({ block }: BlockState): number | null {
    const { deadline, now } = this.means.frame;
    if (deadline === undefined) return null;
    const begun = this.states.filter(({ stage }) => stage === 'elsewhere' || stage === 'here');
    const workers = 1 + new Set(begun.flatMap(({ by }) => by ?? [])).size;
    const waiting = this.states.filter((state) => state.stage === 'waiting' && state.block !== block);
    const weight = weightOf(block);
    const all = waiting.reduce((sum, state) => sum + weightOf(state.block), weight);
    const share = Math.min(1, (workers * weight) / all);
    return Math.max(LEAST_SECONDS, (share * (deadline - now())) / 1_000);
  }
}

/** Of two halves of a block each is worth more than half of it: what is small can be proven. */
function weightOf({ arcs }: Block): number {
  return arcs.length ** 0.75;
}

function isSolved({ stage }: BlockState): boolean {
  return stage === 'solved';
}

/** Whether what somebody handed in is a solution of the block. */
function isSolutionOf({ problem }: Block, { solution }: SolvedBlock): boolean {
  try {
    evaluateSolution(problem, solution);
    return true;
  } catch {
    return false;
  }
}
