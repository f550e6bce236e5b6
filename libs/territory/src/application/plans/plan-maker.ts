import type { Company, PlanMoves } from '@bailiwick/contracts';
import { type Actor, InvalidInputError, type IsoDate, type Logger, silentLogger } from '@bailiwick/kernel';
import type { Planner, PlanningTier, PlanProgress } from '@bailiwick/planning';
import type { PlanRequestedData } from '@bailiwick/contracts';
import { inputOf } from '../../domain/process/company-view.js';
import type { Plans } from './plans.js';

/** Where the company comes from: the book, read to the head of the log. */
export interface CompanySource {
  catchUp(): Promise<number>;
  toCompany(asOf: IsoDate): Promise<Company>;
}

export interface PlanMakerDependencies {
  readonly plans: Plans;
  readonly companies: CompanySource;
  /** Resolves when the tiers and owners that follow from everything recorded so far are in the book. */
  readonly settled: () => Promise<void>;
  readonly planner: Planner;
  readonly tiers: readonly PlanningTier[];
  readonly ruleSet: { readonly id: string; readonly version: number };
  readonly logger?: Logger;
}

/** How far the making of a plan has come; `undefined` phase: it waits for its turn. */
export type MakingProgress = Partial<PlanProgress> & { readonly planId: string; readonly ended?: boolean };

const ACTOR: Actor = { id: 'system:plan', role: 'admin' };

/** Makes the plans that were requested, one at a time, on other threads; goes on after a restart. */
export class PlanMaker {
  private readonly latest = new Map<string, MakingProgress>();
  private readonly listeners = new Map<string, Set<(progress: MakingProgress) => void>>();
  private readonly running = new Map<string, AbortController>();
  private working: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(private readonly deps: PlanMakerDependencies) {}

  /** Looks for requested plans and makes them; call it at the start and whenever one was requested. */
  wake(): void {
    this.working = this.working
      .then(() => this.makeAll())
      .catch((error: unknown) => {
        (this.deps.logger ?? silentLogger).error('plans cannot be made', { error: String(error) });
      });
  }

  /** Resolves when nothing is left to make. */
  idle(): Promise<void> {
    return this.working;
  }

  /** Ends the making of a plan, if it is being made. */
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

  progress(planId: string): MakingProgress | undefined {
    return this.latest.get(planId);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const controller of this.running.values()) controller.abort();
    await this.working;
  }

  private async makeAll(): Promise<void> {
    while (!this.stopped) {
      const next = (await this.deps.plans.list()).find(({ stage }) => stage === 'requested');
      if (!next?.requested) return;
      await this.make(next.requested);
    }
  }

  private async make(request: PlanRequestedData): Promise<void> {
    const { planId } = request;
    const { plans } = this.deps;
    const controller = new AbortController();
    this.running.set(planId, controller);
    try {
      const made = await this.solve(request, controller.signal);
      // A stop of the service leaves the request open, so that the next start makes the plan.
      if (this.stopped || controller.signal.aborted) return;
      await plans.propose(planId, made.plan, made.moves, made.origin, ACTOR);
    } catch (error) {
      if (this.stopped) return;
      await plans.fail(planId, problemsOf(error), ACTOR);
    } finally {
      this.running.delete(planId);
      this.tell({ planId, ended: true });
      this.latest.delete(planId);
    }
  }

  private async solve(request: PlanRequestedData, signal: AbortSignal) {
    const { companies, settled, planner, tiers, ruleSet } = this.deps;
    const { planId, policy, asOf, seed, iterations, timeLimitSeconds, solver } = request;
    await settled();
    const position = await companies.catchUp();
    const company = await companies.toCompany(asOf);
    assertNotEmpty(company);
    const input = inputOf(company, policy, tiers, asOf);
    const onProgress = (progress: PlanProgress): void => this.tell({ planId, ...progress });
    const options = { seed, iterations, timeLimitSeconds, solver, signal, onProgress };
    const { plan, changes } = await planner.plan(input, options);
    const origin = { position, policy: { id: policy.id, version: policy.version }, ruleSet };
    const moves: PlanMoves = {
      asOf,
      policy,
      moves: changes.map((change) => ({ ...change, basis: { ...change.basis } })),
    };
    return { plan, moves, origin };
  }

  private tell(progress: MakingProgress): void {
    this.latest.set(progress.planId, progress);
    for (const listener of this.listeners.get(progress.planId) ?? []) listener(progress);
  }
}

function problemsOf(error: unknown): { code: string; message: string }[] {
  if (error instanceof InvalidInputError)
    return error.problems.slice(0, 100).map(({ code, message }) => ({ code, message }));
  return [{ code: 'plan-failed', message: error instanceof Error ? error.message : String(error) }];
}

function assertNotEmpty({ accounts, csms }: Company): void {
  const missing = [
    ...(accounts.some((a) => a.status === 'active') ? [] : ['account']),
    ...(csms.length > 0 ? [] : ['csm']),
  ];
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
