import type { AccountRecord, PlanRequestedData } from '@bailiwick/contracts';
import { type EventStore, LeaseLostError, pause } from '@bailiwick/event-store';
import {
  type Actor,
  BailiwickError,
  InvalidInputError,
  type IsoDate,
  type Logger,
  silentLogger,
} from '@bailiwick/kernel';
import type { DecidedByHand, Planner, PlanningTier, PlanProgress, WrittenPlan } from '@bailiwick/planning';
import type { CompanyInPieces } from '@bailiwick/portfolio';
import type { PlanState } from '../../domain/plan/plan-state.js';
import { BlockBoard } from './blocks/block-board.js';
import { BlockHelper } from './blocks/block-helper.js';
import { SharedBlocks } from './blocks/shared-blocks.js';
import { MakingBoard, type MakingProgress } from './making-board.js';
import { type PlanClaim, PlanClaims, type PlanClaimsOptions } from './plan-claims.js';
import type { PlanOrigin, Plans } from './plans.js';

/** Where the company comes from: the book, read to the head of the log. */
export interface CompanySource {
  companyInPieces(asOf: IsoDate, breathe: () => Promise<void>): Promise<CompanyInPieces>;
}

/** What a plan needs to know of a rule set. */
export interface PlanningRules {
  readonly id: string;
  readonly version: number;
  readonly tiers: readonly PlanningTier[];
}

export interface PlanMakerDependencies {
  readonly store: Pick<EventStore, 'lease' | 'head' | 'snapshots'>;
  readonly plans: Plans;
  readonly companies: CompanySource;
  /** Resolves when the tiers and owners that follow from everything recorded so far are in the book. */
  readonly settled: () => Promise<void>;
  readonly planner: Planner;
  /** The rule set in force. */
  readonly rules: () => Promise<PlanningRules>;
  /** The tiers by hand that a company has on a day; `undefined` where there are none. */
  readonly byHand: (asOf: IsoDate) => Promise<DecidedByHand | undefined>;
  /** Lets other work of this thread go on. */
  readonly breathe: () => Promise<void>;
  readonly logger?: Logger;
}

export interface PlanMakerOptions extends PlanClaimsOptions {
  /** False: this process leaves the making of plans to others. Default true. */
  readonly works?: boolean;
}

const ACTOR: Actor = { id: 'system:plan', role: 'admin' };
/** How often to look for plans that were requested elsewhere, or whose maker died. */
const LOOK_MS = 1_000;
/** How often to look whether a plan in the making is still wanted, and to tell others how far it has come. */
const TELL_MS = 1_000;

/**
 * Makes the plans that were requested, here or in another process, one at a time, on other threads. Each is claimed
 * first; one whose maker died is claimed by another, and made from its beginning. Where there is no plan to claim, it
 * solves blocks of those that others make.
 */
export class PlanMaker {
  private readonly claims: PlanClaims;
  private readonly board: MakingBoard;
  private readonly blocks: BlockBoard;
  private readonly helper: BlockHelper;
  private readonly works: boolean;
  private readonly holder: string;
  private readonly latest = new Map<string, MakingProgress>();
  private readonly listeners = new Map<string, Set<(progress: MakingProgress) => void>>();
  private readonly running = new Map<string, AbortController>();
  private readonly stopping = new AbortController();
  private working: Promise<void> = Promise.resolve();
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly deps: PlanMakerDependencies,
    { works = true, ...claiming }: PlanMakerOptions,
  ) {
    this.works = works;
    this.holder = claiming.holder;
    this.claims = new PlanClaims(deps.store, claiming, ACTOR);
    this.board = new MakingBoard(deps.store);
    this.blocks = new BlockBoard(deps.store);
    this.helper = new BlockHelper({
      board: this.blocks,
      planner: deps.planner,
      leaseOf: (planId, hash) => this.claims.block(planId, hash),
      isWanted: async (planId) => (await deps.plans.get(planId)).stage === 'requested',
      holder: this.holder,
      logger: this.logger,
    });
  }

  /** From now on looks by itself for plans to make. */
  start(): void {
    if (this.works) this.looking = this.look();
  }

  /** Looks at once for plans to make, as when one was just requested. */
  wake(): void {
    if (!this.works) return;
    this.working = this.working
      .then(() => this.makeAll())
      .catch((error: unknown) => {
        this.logger.error('plans cannot be made', { error: String(error) });
      });
  }

  /** Resolves when nothing is left that this process could make. */
  idle(): Promise<void> {
    return this.working;
  }

  /** The plans that this process is making. */
  get making(): readonly string[] {
    return [...this.running.keys()];
  }

  /** The plan that another process makes and this one solves a block of. */
  get helping(): string | undefined {
    return this.helper.helping;
  }

  /** Ends the making of a plan at once, if it is being made here; elsewhere it ends when its maker sees the log. */
  cancel(planId: string): void {
    this.running.get(planId)?.abort();
  }

  /** Tells how far a plan has come, from now on until it is made. @returns what ends the telling */
  watch(planId: string, listener: (progress: MakingProgress) => void): () => void {
    const known = this.latest.get(planId);
    if (known) listener(known);
    const listeners = this.listeners.get(planId) ?? new Set();
    listeners.add(listener);
    this.listeners.set(planId, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.listeners.delete(planId);
    };
  }

  /** How far a plan has come, here or as another process told. */
  async progress(planId: string): Promise<MakingProgress | undefined> {
    return this.latest.get(planId) ?? this.board.get(planId);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    for (const controller of this.running.values()) controller.abort();
    await this.looking;
    await this.working;
  }

  private get stopped(): boolean {
    return this.stopping.signal.aborted;
  }

  private async look(): Promise<void> {
    while (!this.stopped) {
      this.wake();
      await this.working;
      await pause(LOOK_MS, this.stopping.signal);
    }
  }

  private async makeAll(): Promise<void> {
    while (!this.stopped) {
      const wanted = new Map((await this.deps.plans.list()).flatMap(wantedPlan));
      const claim = await this.claims.claim([...wanted.keys()]);
      if (claim) await this.make(claim, wanted.get(claim.planId)!);
      else if (!(await this.helper.help([...wanted.keys()], this.stopping.signal))) return;
    }
  }

  private async make(claim: PlanClaim, request: PlanRequestedData): Promise<void> {
    const { planId } = claim;
    const controller = new AbortController();
    const ended = new AbortController();
    this.running.set(planId, controller);
    const shared = new SharedBlocks(planId, {
      board: this.blocks,
      leaseOf: (hash) => this.claims.block(planId, hash),
      logger: this.logger,
    });
    const watched = [this.watchOver(claim, controller, ended.signal), shared.watch(ended.signal)];
    try {
      await this.makeOrFail(request, shared, controller.signal);
    } finally {
      this.running.delete(planId);
      ended.abort();
      await Promise.all(watched);
      await shared.close((await this.deps.plans.get(planId)).stage === 'requested');
      await this.endOf(claim);
    }
  }

  private async makeOrFail(
    request: PlanRequestedData,
    shared: SharedBlocks,
    signal: AbortSignal,
  ): Promise<void> {
    const { planId } = request;
    const { plans } = this.deps;
    try {
      const made = await this.solve(request, shared, signal);
      // A stop of the service leaves the request open, so that another one, or the next start, makes the plan.
      if (signal.aborted) return;
      await plans.propose(planId, made.written, made.origin, ACTOR);
    } catch (error) {
      if (signal.aborted) return;
      await plans.fail(planId, problemsOf(error), ACTOR);
    }
  }

  /** While a plan is made: gives signs of life, ends it when it is no longer wanted, tells others how far it is. */
  private async watchOver(claim: PlanClaim, controller: AbortController, ended: AbortSignal): Promise<void> {
    for (; !ended.aborted; await pause(TELL_MS, ended))
      try {
        await claim.keep();
        const { stage } = await this.deps.plans.get(claim.planId);
        if (stage !== 'requested') controller.abort();
        const progress = this.latest.get(claim.planId);
        if (progress) await this.board.put(progress);
      } catch (error) {
        if (error instanceof LeaseLostError) controller.abort();
        this.logger.warn('a plan in the making', { planId: claim.planId, error: String(error) });
      }
  }

  private async endOf(claim: PlanClaim): Promise<void> {
    const { planId } = claim;
    this.latest.delete(planId);
    const { stage } = await this.deps.plans.get(planId);
    // It goes on elsewhere.
    if (stage === 'requested') return claim.giveBack();
    this.tell({ planId, ended: true });
    this.latest.delete(planId);
    await this.board.remove(planId).catch(() => undefined);
  }

  private async solve(
    request: PlanRequestedData,
    shared: SharedBlocks,
    signal: AbortSignal,
  ): Promise<{ readonly written: WrittenPlan; readonly origin: PlanOrigin }> {
    const { companies, settled, planner, breathe } = this.deps;
    const { planId, policy, asOf, seed, iterations, timeLimitSeconds, solver } = request;
    await untilSettled(settled, signal);
    const { tiers, ...ruleSet } = await this.deps.rules();
    const byHand = await this.deps.byHand(asOf);
    const company = await companies.companyInPieces(asOf, breathe);
    const { csms, aes, position } = company;
    const more = { ...(aes && { aes }), ...(byHand && { byHand }) };
    const source = { csms, policy, tiers, asOf, ...more, accounts: () => notEmpty(company) };
    const onProgress = (progress: PlanProgress): void => this.tell({ planId, ...this.signed(progress) });
    const options = { seed, iterations, timeLimitSeconds, solver, signal, onProgress };
    try {
      const written = await planner.write(source, options, shared);
      return { written, origin: { position, policy: { id: policy.id, version: policy.version }, ruleSet } };
    } finally {
      company.release();
    }
  }

  /** Progress with the name of this process at what it does. */
  private signed({ blocks, ...progress }: PlanProgress): PlanProgress {
    if (!blocks) return progress;
    const by = this.holder;
    return { ...progress, blocks: blocks.map((b) => (b.stage === 'waiting' ? b : { by, ...b })) };
  }

  private get logger(): Logger {
    return this.deps.logger ?? silentLogger;
  }

  private tell(progress: MakingProgress): void {
    this.latest.set(progress.planId, progress);
    for (const listener of this.listeners.get(progress.planId) ?? []) listener(progress);
  }
}

function wantedPlan({ planId, stage, requested }: PlanState): [string, PlanRequestedData][] {
  return stage === 'requested' && requested ? [[planId, requested]] : [];
}

/** Others may take long to decide, or be away; that must not keep a plan that nobody wants. @throws when aborted */
async function untilSettled(settled: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  for (let waiting = true; waiting && !signal.aborted;) {
    waiting = false;
    const work = settled().catch((error: unknown) => {
      if (!(error instanceof BailiwickError && error.code === 'process-behind')) throw error;
      waiting = true;
    });
    await Promise.race([work, aborted]);
  }
  signal.throwIfAborted();
}

function problemsOf(error: unknown): { code: string; message: string }[] {
  if (error instanceof InvalidInputError)
    return error.problems.slice(0, 100).map(({ code, message }) => ({ code, message }));
  return [{ code: 'plan-failed', message: error instanceof Error ? error.message : String(error) }];
}

/** Every account. @throws InvalidInputError at the end, when there is nobody to plan for or with */
async function* notEmpty({ accounts, csms }: CompanyInPieces): AsyncGenerator<readonly AccountRecord[]> {
  let isActive = false;
  for await (const piece of accounts()) {
    isActive ||= piece.some(({ status }) => status === 'active');
    yield piece;
  }
  const missing = [...(isActive ? [] : ['account']), ...(csms.length > 0 ? [] : ['csm'])];
  if (missing.length === 0) return;
  throw new InvalidInputError(
    missing.map((kind) => ({
      code: `no-${kind}s`,
      message: `the book has no active ${kind}`,
      expected: `at least one ${kind}`,
      hint: `Maybe send ${kind === 'account' ? 'account.new' : 'csm.joined'} events first`,
    })),
  );
}
