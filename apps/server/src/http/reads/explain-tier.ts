import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import {
  convertCurrencies,
  streamOf,
  toInstant,
  type AccountTieredData,
  type TierOverride,
} from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import type { Actor, Problem } from '@bailiwick/kernel';
import { accountRecord, type Portfolio } from '@bailiwick/portfolio';
import {
  explainAccount,
  type ScoreSensitivity,
  type TierDecision,
  type TierHistory,
} from '@bailiwick/tiering';
import { notFound } from '../query-params.js';
import type { InForce } from './in-force.js';

export interface TierExplanation {
  readonly accountId: string;
  /** The present tier. */
  readonly tier: string | null;
  /** The last decision in the log; null when the tier came with the account, or there is none. */
  readonly decided: DecidedTier | null;
  /** A change that is on its way. */
  readonly pending: PendingTier | null;
  readonly text: string | null;
  readonly decision: TierDecision | null;
  /** What each score that the rules look at hangs on. */
  readonly sensitivity: readonly ScoreSensitivity[];
  readonly problems: readonly Problem[];
}

/** `confirmation`: it must hold at some more checks; `waiting`: it was decided, and waits for its day. */
type PendingTier =
  | { readonly kind: 'confirmation'; readonly tier: string; readonly nextCheckOn: string }
  | { readonly kind: 'waiting'; readonly tier: string };

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
    const familyArr = await this.inForce.familyArrOf(accountId);
    const {
      decision,
      sensitivity = [],
      text,
      problems,
    } = await explainAccount(await this.inForce.ruleSet(), account!, {
      mode: 'service',
      ...(familyArr === undefined ? {} : { familyArr: () => familyArr }),
      ...overriding(await this.inForce.overrideOf(accountId)),
    });
    const pending = pendingOf(await this.inForce.historyOf(accountId));
    return {
      accountId,
      tier: state.tier ?? null,
      decided: await this.lastDecision(accountId),
      pending,
      text: text === undefined ? null : text + inWords(pending),
      decision: decision ?? null,
      sensitivity,
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

/** That it is in force was judged already: the moment is its own. */
function overriding(override: TierOverride | undefined): { overrides?: TierOverride[]; asOf?: string } {
  if (!override) return {};
  return { overrides: [override], asOf: toInstant(Date.parse(override.expiresAt) - 1) };
}

function pendingOf(history: TierHistory | undefined): PendingTier | null {
  const { candidate, waiting } = history ?? {};
  if (waiting) return { kind: 'waiting', tier: waiting.tier };
  if (candidate) return { kind: 'confirmation', tier: candidate.tier, nextCheckOn: candidate.nextCheckOn };
  return null;
}

function inWords(pending: PendingTier | null): string {
  if (!pending) return '';
  return pending.kind === 'waiting'
    ? `\nOn its way: tier ${pending.tier} is decided and waits for the next day on which tiers may change\n`
    : `\nOn its way: tier ${pending.tier} once it is confirmed; the next check is on ${pending.nextCheckOn}\n`;
}
