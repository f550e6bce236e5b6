import { createHash } from 'node:crypto';
import {
  planBodyStoredData,
  type PlanBodyStoredData,
  type PlanProposedData,
  planProposedData,
} from '@bailiwick/contracts';
import { Any, type EventMeta, type EventStore, NoStream } from '@bailiwick/event-store';
import { type Actor, BailiwickError, type IdSource } from '@bailiwick/kernel';
import type { Plan } from '@bailiwick/planning';
import { joinBody, splitBody } from '../domain/plan-body.js';

/** What a plan was made from. */
export type PlanOrigin = Pick<PlanProposedData, 'position' | 'policy' | 'ruleSet'>;

const PLANS = 'plans';

/** Plans in the log: a short event for each, and its body in chunks that are found by their content. */
export class Plans {
  constructor(
    private readonly store: EventStore,
    private readonly ids: IdSource,
  ) {}

  /** Records a plan; the same plan id again changes nothing. */
  async propose(planId: string, plan: Plan, origin: PlanOrigin, actor: Actor): Promise<PlanProposedData> {
    const meta: EventMeta = { actor, correlationId: planId, causationId: planId };
    const chunks: string[] = [];
    for (const text of splitBody(plan)) chunks.push(await this.storeChunk(text, meta));
    const { asOf, status, objective, bound, gap, counts } = plan;
    const data: PlanProposedData = {
      planId,
      asOf,
      ...origin,
      status,
      objective,
      bound,
      gap,
      counts: { ...counts },
      chunks,
    };
    await this.store.append(PLANS, Any, [{ id: this.ids.next(), type: 'PlanProposed', v: 1, data, meta }], {
      idempotencyKey: `plan-proposed:${planId}`,
    });
    return data;
  }

  /** Every proposed plan, the oldest first. */
  async list(): Promise<readonly PlanProposedData[]> {
    const plans: PlanProposedData[] = [];
    for await (const commit of this.store.readStream(PLANS))
      for (const event of commit.events)
        if (event.type === 'PlanProposed') plans.push(planProposedData.parse(event.data));
    return plans;
  }

  /**
   * A plan with its body.
   * @throws BailiwickError `not-found`
   */
  async read(planId: string): Promise<{ readonly proposed: PlanProposedData; readonly plan: Plan }> {
    const proposed = (await this.list()).find((p) => p.planId === planId);
    if (!proposed)
      throw new BailiwickError('not-found', `there is no plan ${planId}`, {
        value: planId,
        expected: 'the id of a plan',
      });
    const texts: string[] = [];
    for (const hash of proposed.chunks) texts.push(await this.readChunk(hash));
    return { proposed, plan: joinBody(texts) };
  }

  private async storeChunk(text: string, meta: EventMeta): Promise<string> {
    const hash = createHash('sha256').update(text).digest('hex');
    const data: PlanBodyStoredData = { hash, text };
    const event = { id: this.ids.next(), type: 'PlanBodyStored', v: 1, data, meta };
    if (!(await this.store.findByKey(chunkKey(hash))))
      await this.store.append(chunkStream(hash), NoStream, [event], { idempotencyKey: chunkKey(hash) });
    return hash;
  }

  private async readChunk(hash: string): Promise<string> {
    const commit = await this.store.findByKey(chunkKey(hash));
    if (!commit)
      throw new BailiwickError('plan-body-missing', `chunk ${hash} of a plan is not in the log`, {
        value: hash,
      });
    return planBodyStoredData.parse(commit.events[0]!.data).text;
  }
}

const chunkKey = (hash: string): string => `plan-body:${hash}`;
const chunkStream = (hash: string): string => `plan-body-${hash}`;
