import type { AccountRecord, Stability, TierOverride } from '@bailiwick/contracts';
import type { AccountState } from '@bailiwick/lifecycle';
import type { PlanningTier } from '@bailiwick/planning';
import {
  changeOrigin,
  stabilise,
  type StabilityOutcome,
  type TierDecision,
  type TierHistory,
} from '@bailiwick/tiering';
import { recordNow } from './company-view.js';
import type { ProcessState } from './process-state.js';

/** A rule set, ready to decide. */
export interface TierRules {
  readonly id: string;
  readonly version: number;
  readonly stability: Stability;
  /** What each tier means for planning. */
  readonly tiers: readonly PlanningTier[];
  /** Decisions need what the account's family amounts to. */
  readonly needsFamilyArr: boolean;
  has(tier: string): boolean;
  /** `undefined`: a fact is missing that the rule set cannot do without. */
  decide(account: AccountRecord, circumstances: TierCircumstances): TierDecision | undefined;
}

/** What a decision needs beside the account itself. */
export interface TierCircumstances {
  readonly previousTier: string | null;
  readonly override?: TierOverride | undefined;
  /** The ARR of the account's family in the policy's currency; read where the rules need it. */
  readonly familyArr?: number | undefined;
}

/** The rules that decide, and those that came before, where they came into force just now. */
export interface RulesNow {
  readonly rules: TierRules;
  readonly former?: TierRules | undefined;
}

export interface TierJudgement {
  /** ARR in the policy's currency. */
  readonly record: AccountRecord;
  readonly decision: TierDecision;
  readonly outcome: StabilityOutcome;
  /** While somebody's decision is in force: the history that goes on when it ends. */
  readonly before?: TierHistory | undefined;
}

/** What the rules, and stability, make of an active account's tier today; records nothing. */
export function judgeTier(
  state: ProcessState,
  { rules, former }: RulesNow,
  account: AccountState,
  familyArr: number | undefined,
): TierJudgement | undefined {
  const record = recordNow(account, state.policy);
  const memory = state.tiers.get(account.accountId);
  const override = overrideOf(state, account.accountId);
  const history = historyOf(state, rules, account);
  const circumstances = { previousTier: history?.tier ?? null, override, familyArr };
  const decision = rules.decide(record, circumstances);
  if (!decision) return undefined;
  // Of other decisions it makes no difference where they come from, and of nearly all accounts it is another.
  const asked = former && (decision.cause === 'changed' || decision.cause === 'buffer');
  const by = asked ? changeOrigin(former.decide(record, circumstances), decision) : 'account';
  const before = override && (memory?.before ?? memory?.history);
  return {
    record,
    decision,
    before,
    outcome: stabilise(rules.stability, history, { on: state.day, decision, by }),
  };
}

/** What somebody decided on an account's tier, while it is in force. */
export function overrideOf(
  { overrides, time }: Pick<ProcessState, 'overrides' | 'time'>,
  accountId: string,
): TierOverride | undefined {
  const override = overrides.get(accountId);
  return override && Date.parse(override.expiresAt) > time ? override : undefined;
}

/** What is remembered of the account's tier, or what it came with. */
export function historyOf(
  state: TierMemories & Pick<ProcessState, 'day'>,
  rules: TierRules,
  account: AccountState,
): TierHistory | undefined {
  return rememberedHistory(state, account.accountId) ?? sentHistory(state, rules, account);
}

type TierMemories = Pick<ProcessState, 'overrides' | 'time'> & {
  readonly tiers: Pick<ProcessState['tiers'], 'get'>;
};

/** `undefined` before the first decision. */
export function rememberedHistory(state: TierMemories, accountId: string): TierHistory | undefined {
  const known = state.tiers.get(accountId);
  return known && (overrideOf(state, accountId) ? known.history : (known.before ?? known.history));
}

/**
 * An account that comes with a tier has it since it was first seen; one that comes back after it had churned has none,
 * so that it takes its raw tier at once.
 */
export function sentHistory(
  { day }: Pick<ProcessState, 'day'>,
  rules: TierRules,
  { tier, tierSince }: Pick<AccountState, 'tier' | 'tierSince'>,
): TierHistory | undefined {
  const sent = tierSince === undefined && tier !== undefined && rules.has(tier);
  return sent ? { tier, since: day } : undefined;
}
