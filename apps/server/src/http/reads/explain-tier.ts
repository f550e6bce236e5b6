import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { convertCurrencies, streamOf, toInstant, type AccountTieredData } from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, Problem } from '@bailiwick/kernel';
import { accountRecord, type Portfolio } from '@bailiwick/portfolio';
import { explainAccount, type TierDecision } from '@bailiwick/tiering';
import { notFound } from '../query-params.js';
import type { InForce } from './in-force.js';

export interface TierExplanation {
  readonly accountId: string;
  /** The present tier. */
  readonly tier: string | null;
  /** The last decision in the log; null when the tier came with the account, or there is none. */
  readonly decided: DecidedTier | null;
  readonly text: string | null;
  readonly decision: TierDecision | null;
  readonly problems: readonly Problem[];
}

interface DecidedTier extends Pick<
  AccountTieredData,
  'effectiveAt' | 'ruleSetVersion' | 'ruleId' | 'reason'
> {
  readonly position: number;
  readonly recordedAt: string;
  readonly by: Actor;
}

/** What the rule set in force says about an account today, and why. */
export class ExplainTier extends Query<TierExplanation> {
  constructor(readonly accountId: string) {
    super();
  }
}

@QueryHandler(ExplainTier)
export class ExplainTierHandler implements IQueryHandler<ExplainTier> {
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly book: Pick<Portfolio, 'account'>,
    private readonly inForce: InForce,
  ) {}

  async execute({ accountId }: ExplainTier): Promise<TierExplanation> {
    const state = await this.book.account(accountId);
    if (!state) throw notFound('account', accountId);
    const [account] = convertCurrencies([accountRecord(state, state.parentId)], await this.inForce.policy());
    const { decision, text, problems } = await explainAccount(await this.inForce.ruleSet(), account!, {
      mode: 'service',
    });
    return {
      accountId,
      tier: state.tier ?? null,
      decided: await this.lastDecision(accountId),
      text: text ?? null,
      decision: decision ?? null,
      problems,
    };
  }

  private async lastDecision(accountId: string): Promise<DecidedTier | null> {
    let last: DecidedTier | null = null;
    for await (const { position, recordedAt, events } of this.store.readStream(
      streamOf('account', accountId),
    ))
      for (const { type, data, meta } of events) {
        if (type !== 'AccountTiered') continue;
        const { effectiveAt, ruleSetVersion, ruleId, reason } = data as AccountTieredData;
        const place = { position, recordedAt: toInstant(recordedAt) };
        last = { ...place, effectiveAt, ruleSetVersion, ruleId, reason, by: meta.actor };
      }
    return last;
  }
}
