import { type Instant, type Policy, type PolicyActivatedData, toInstant } from '@bailiwick/contracts';
import { Any, type EventStore, startedBy } from '@bailiwick/event-store';
import { type Actor, BailiwickError, type Clock, type IdSource, type IsoDate } from '@bailiwick/kernel';
import type { Candidates, CsmLoad } from '@bailiwick/planning';
import type { TierHistory } from '@bailiwick/tiering';
import type { PlanCommand } from '../domain/plan/plan.decider.js';
import type { PlanState } from '../domain/plan/plan-state.js';
import { whyUnplaced } from '../domain/process/placement.reaction.js';
import type { Unplaced } from '../domain/process/process-state.js';
import { followMaking } from './plans/follow-making.js';
import type { MakingProgress } from './plans/making-board.js';
import type { PlanMaker } from './plans/plan-maker.js';
import type { Plans } from './plans/plans.js';
import { POLICY_STREAM, type PolicyInForce, policyInForce } from './policy-in-force.js';
import type { ProcessRunner } from './process/process-runner.js';

/** How a plan is wanted. */
export interface PlanRequest {
  /** An id of the sender's own: the same request with it again is the same plan. */
  readonly planId?: string | undefined;
  /** The day to plan for; default: today (UTC). */
  readonly asOf?: IsoDate | undefined;
  readonly seed?: number | undefined;
  readonly iterations?: number | undefined;
  readonly timeLimitSeconds?: number | undefined;
  readonly solver?: 'auto' | 'highs' | 'glpk' | undefined;
  /** Default: the policy in force. */
  readonly policy?: Policy | undefined;
}

/** What a person does with a plan; a commit and a rollback take effect now unless they say when. */
export type PlanAct =
  | Exclude<PlanCommand, { do: 'commit' | 'roll-back' }>
  | { readonly do: 'commit'; readonly effectiveAt?: Instant | undefined }
  | { readonly do: 'roll-back'; readonly effectiveAt?: Instant | undefined; readonly reason?: string };

export interface ListedUnplaced extends Unplaced {
  readonly accountId: string;
}

export interface TerritoryDependencies {
  readonly store: EventStore;
  readonly plans: Plans;
  readonly maker: PlanMaker;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly ids: IdSource;
}

const DEFAULT_SECONDS = 30;
const DAY_MS = 86_400_000;

/** What people and programs can ask of territories. */
export class Territory {
  constructor(private readonly deps: TerritoryDependencies) {}

  get plans(): Plans {
    return this.deps.plans;
  }

  get maker(): PlanMaker {
    return this.deps.maker;
  }

  /** How far the making of a plan has come, wherever it is made; `undefined` before its first step. */
  progress(planId: string): Promise<MakingProgress | undefined> {
    return this.deps.maker.progress(planId);
  }

  /** Every step of the making of a plan from now on, the latest where steps come fast; the last one is `ended`. */
  making(planId: string, signal: AbortSignal): AsyncGenerator<MakingProgress> {
    return followMaking(this.deps, planId, signal);
  }

  /**
   * Records that a plan is wanted; it is made on other threads, here or in another process.
   * @returns its id
   * @throws BailiwickError `plan-id-used` for the id of another request
   */
  async requestPlan(request: PlanRequest, actor: Actor, basedOn: string | null = null): Promise<string> {
    const { clock, ids, plans, maker } = this.deps;
    const planId = request.planId ?? ids.next();
    const { seed = 1, iterations = null, solver = 'auto' } = request;
    const asOf = request.asOf ?? (toInstant(clock.now()).slice(0, 10) as IsoDate);
    const timeLimitSeconds = request.timeLimitSeconds ?? (iterations === null ? DEFAULT_SECONDS : null);
    const policy = request.policy ?? (await this.policy()).policy;
    await plans.request({ planId, asOf, seed, iterations, timeLimitSeconds, solver, policy, basedOn }, actor);
    maker.wake();
    return planId;
  }

  /** Asks for the same plan again, as things are now. @returns the new plan's id */
  async resolvePlan(planId: string, actor: Actor): Promise<string> {
    const { requested, proposed } = await this.deps.plans.get(planId);
    if (requested) {
      const { seed, iterations, timeLimitSeconds, solver, policy } = requested;
      const limits = { iterations: iterations ?? undefined, timeLimitSeconds: timeLimitSeconds ?? undefined };
      return this.requestPlan({ seed, solver, policy, ...limits }, actor, planId);
    }
    const moves = proposed && (await this.deps.plans.moves(planId));
    return this.requestPlan({ policy: moves?.policy }, actor, planId);
  }

  /**
   * Carries out what a person does with a plan, and waits until it is done.
   * @throws BailiwickError `not-found`, `plan-stage`, `plan-not-usable`, `effective-later`, `plan-commit-refused`
   */
  async act(planId: string, act: PlanAct, actor: Actor): Promise<PlanState> {
    const { plans, maker, runner } = this.deps;
    if (act.do === 'review') await this.demandMove(planId, act.accountId);
    const recorded = await plans.command(planId, this.timed(act), actor);
    if (act.do === 'cancel') maker.cancel(planId);
    if (act.do === 'commit' || act.do === 'roll-back') await runner.caughtUp(recorded?.position);
    const plan = await plans.get(planId);
    if (act.do === 'commit' && plan.stage === 'approved') throw refused(plan);
    return plan;
  }

  /** Every CSM ranked for an account, with the price by term and what stands against it. */
  async candidates(accountId: string): Promise<Candidates> {
    const { reactor } = await this.deps.runner.atRest();
    return reactor!.live.candidates(accountId);
  }

  /** Accounts without an owner, the longest waiting first. */
  async unplaced(): Promise<readonly ListedUnplaced[]> {
    const { reactor, state } = await this.deps.runner.atRest();
    return [...state!.unplaced].map(([accountId, unplaced]) => ({
      accountId,
      ...unplaced,
      why: whyUnplaced(reactor!, accountId),
    }));
  }

  /** What each CSM carries under the policy in force, by id. */
  async loads(): Promise<readonly CsmLoad[]> {
    const { reactor } = await this.deps.runner.atRest();
    return reactor!.live.loads();
  }

  /** What is remembered of an account's tier between evaluations; `undefined` before its first. */
  async tierHistory(accountId: string): Promise<TierHistory | undefined> {
    const { state } = await this.deps.runner.atRest();
    return state!.tiers.get(accountId)?.history;
  }

  /** What the account's family amounts to; `undefined` where the rules in force do not ask for it. */
  async familyArr(accountId: string): Promise<number | undefined> {
    const { reactor } = await this.deps.runner.atRest();
    return reactor!.familyArrOf(accountId);
  }

  policy(): Promise<PolicyInForce> {
    return policyInForce(this.deps.store);
  }

  /**
   * Puts a policy in force, for placements and for plans to come.
   * @param revision the revision it was edited from; undefined = whatever is in force
   * @throws ConcurrencyError when somebody else changed the policy meanwhile
   */
  async activatePolicy(
    policy: Policy,
    reason: string | undefined,
    revision: number | undefined,
    actor: Actor,
  ): Promise<PolicyInForce> {
    const { store, ids, runner } = this.deps;
    const id = ids.next();
    const data: PolicyActivatedData = { policy, ...(reason === undefined ? {} : { reason }) };
    const event = { id, type: 'PolicyActivated', v: 1, data, meta: startedBy(actor, id) };
    const result = await store.append(POLICY_STREAM, revision ?? Any, [event], {
      idempotencyKey: `policy:${id}`,
    });
    await runner.caughtUp(result.position);
    return { policy, revision: result.to };
  }

  private async demandMove(planId: string, accountId: string): Promise<void> {
    const document = await this.deps.plans.moves(planId);
    if (document?.moves.some((move) => move.accountId === accountId)) return;
    throw new BailiwickError('not-found', `plan ${planId} has no move of account ${accountId}`, {
      value: accountId,
      expected: 'an account that the plan would move or place',
    });
  }

  private timed(act: PlanAct): PlanCommand {
    if (act.do !== 'commit' && act.do !== 'roll-back') return act;
    const now = this.deps.clock.now();
    const effectiveAt = act.effectiveAt ?? toInstant(now);
    if (Date.parse(effectiveAt) > now + DAY_MS)
      throw new BailiwickError('effective-later', 'a plan cannot be committed for a day to come yet', {
        value: effectiveAt,
        expected: 'now, or a moment in the past',
        hint: 'Maybe approve it now and commit it on the day',
      });
    return { ...act, effectiveAt };
  }
}

function refused({ planId, refusal }: PlanState): BailiwickError {
  const reasons = refusal?.violations.map(({ message }) => message) ?? [];
  return new BailiwickError(
    'plan-commit-refused',
    `plan ${planId} no longer fits the book: nothing was moved`,
    {
      value: reasons.slice(0, 20),
      expected: 'moves that keep every hard constraint as the book stands now',
      hint: `Maybe plan again: POST /v1/plans/${planId}/resolve`,
    },
  );
}
