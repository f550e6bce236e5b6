import { type Plan, type PlanHead, planHeadIn, type WrittenPlan } from '@bailiwick/planning';
import {
  type PlanMoves,
  planMoves,
  type PlanProposedData,
  type PlanRequestedData,
} from '@bailiwick/contracts';
import {
  appendDecided,
  type AppendResult,
  ConcurrencyError,
  type EventStore,
  IdempotencyKeyReusedError,
  LiveProjection,
  NoStream,
  type Projection,
  startedBy,
} from '@bailiwick/event-store';
import { type Actor, BailiwickError, type IdSource } from '@bailiwick/kernel';
import { PlanBoard } from '../../domain/plan/plan-board.js';
import { decidePlan, type PlanCommand, type PlanDecision } from '../../domain/plan/plan.decider.js';
import { planStream, type PlanState } from '../../domain/plan/plan-state.js';
import { summaryOfPlan } from '../../domain/plan/plan-summary.js';
import type { Documents } from '../documents.js';

/** What a plan was made from. */
export type PlanOrigin = Pick<PlanProposedData, 'position' | 'policy' | 'ruleSet'>;

/** A plan with its body. */
export interface PlanWithBody {
  readonly state: PlanState;
  readonly plan: Plan;
}

const BOARD: Projection<PlanBoard> = {
  name: 'plan-board',
  reducerVersion: 1,
  initial: () => new PlanBoard(),
  apply: (board, commit) => (board.apply(commit), board),
  encode: (board) => new TextEncoder().encode(JSON.stringify(board.list())),
  decode: (bytes) => new PlanBoard(JSON.parse(new TextDecoder().decode(bytes)) as PlanState[]),
};

/** Plans in the log: a stream for each, their bodies in documents. */
export class Plans {
  private readonly board: LiveProjection<PlanBoard>;

  constructor(
    private readonly store: EventStore,
    private readonly documents: Documents,
    private readonly ids: IdSource,
  ) {
    this.board = new LiveProjection(store, BOARD);
  }

  /** Every plan, the oldest first. */
  async list(): Promise<readonly PlanState[]> {
    return (await this.board.read()).list();
  }

  /** @throws BailiwickError `not-found` */
  async get(planId: string): Promise<PlanState> {
    const plan = (await this.board.read()).get(planId);
    if (plan) return plan;
    throw new BailiwickError('not-found', `there is no plan ${planId}`, {
      value: planId,
      expected: 'the id of a plan',
    });
  }

  /** @throws BailiwickError `not-found`, `plan-not-ready` while it is being made or when there never was one */
  async read(planId: string): Promise<PlanWithBody> {
    const state = await this.get(planId);
    return { state, plan: await this.body(state) };
  }

  /** What is told of a plan as a whole: never longer work than its first piece. @throws BailiwickError as `read` */
  async head(planId: string): Promise<PlanHead> {
    const state = await this.get(planId);
    const { chunks } = proposedOf(state);
    let text = '';
    for await (const piece of this.documents.pieces(chunks)) {
      text += piece;
      const head = planHeadIn(text);
      // Plans of earlier versions have some of their rows before it.
      if (head && 'relaxations' in head && !('accounts' in head)) return head;
      if (head) break;
    }
    const {
      pairs: _pairs,
      csms: _csms,
      moves: _moves,
      accounts: _accounts,
      ...head
    } = await this.body(state);
    return head;
  }

  /** The moves that a commit would make; `undefined` for plans that can only be looked at. */
  async moves(planId: string): Promise<PlanMoves | undefined> {
    const { moves } = proposedOf(await this.get(planId));
    return moves && planMoves.parse(await this.documents.read(moves));
  }

  /** Records that somebody wants a plan. */
  async request(data: PlanRequestedData, actor: Actor): Promise<void> {
    const { planId } = data;
    const event = this.event({ type: 'PlanRequested', data }, planId, actor);
    try {
      await this.store.append(planStream(planId), NoStream, [event], {
        idempotencyKey: `plan-requested:${planId}`,
      });
    } catch (error) {
      if (!(error instanceof IdempotencyKeyReusedError || error instanceof ConcurrencyError)) throw error;
      throw new BailiwickError('plan-id-used', `there is another plan ${planId}`, {
        value: planId,
        expected: 'an id of its own for each plan, or the same request again',
      });
    }
  }

  /** Records a plan that was made; nothing happens when its request was taken back meanwhile. */
  async propose(
    planId: string,
    { figures, plan, moves }: WrittenPlan,
    origin: PlanOrigin,
    actor: Actor,
  ): Promise<void> {
    const meta = startedBy(actor, planId);
    const { asOf, status, objective, bound, gap, counts } = figures;
    const data: PlanProposedData = {
      planId,
      asOf,
      ...origin,
      status,
      objective,
      bound,
      gap,
      counts: { ...counts },
      chunks: await this.documents.writeText(plan, meta),
      moves: await this.documents.writeText(moves, meta),
      cause: { kind: 'request' },
      summary: summaryOfPlan(figures),
    };
    await this.change(planId, actor, ({ stage }) =>
      stage === 'requested' ? [{ type: 'PlanProposed', data }] : [],
    );
  }

  async fail(
    planId: string,
    problems: readonly { code: string; message: string }[],
    actor: Actor,
  ): Promise<void> {
    await this.change(planId, actor, ({ stage }) =>
      stage === 'requested' ? [{ type: 'PlanFailed', data: { planId, problems } }] : [],
    );
  }

  /**
   * Carries a command out; one that was carried out before changes nothing.
   * @returns where it was recorded; `undefined` when nothing changed
   * @throws BailiwickError `not-found`, and as `decidePlan`
   */
  async command(planId: string, command: PlanCommand, actor: Actor): Promise<AppendResult | undefined> {
    return this.change(planId, actor, (plan) => decidePlan(plan, command));
  }

  private async body(state: PlanState): Promise<Plan> {
    return (await this.documents.read(proposedOf(state).chunks)) as Plan;
  }

  private async change(
    planId: string,
    actor: Actor,
    decide: (plan: PlanState) => readonly PlanDecision[],
  ): Promise<AppendResult | undefined> {
    return appendDecided(this.store, async () => {
      const plan = await this.get(planId);
      return {
        stream: planStream(planId),
        expectedVersion: plan.version,
        events: decide(plan).map((decision) => this.event(decision, planId, actor)),
        idempotencyKey: `plan:${planId}:${plan.version + 1}`,
      };
    });
  }

  private event({ type, data }: PlanDecision, planId: string, actor: Actor) {
    return { id: this.ids.next(), type, v: 1, data, meta: startedBy(actor, planId) };
  }

  /** Puts the board aside, so that the next start is quick. */
  save(): Promise<void> {
    return this.board.save();
  }
}

function proposedOf({ planId, stage, proposed, problems }: PlanState): PlanProposedData {
  if (proposed) return proposed;
  throw new BailiwickError('plan-not-ready', `plan ${planId} is ${stage}: there is nothing to show`, {
    value: stage,
    expected: 'a plan that was made',
    hint: problems?.map(({ message }) => message).join('; ') ?? 'Maybe ask again in a while',
  });
}
