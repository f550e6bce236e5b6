import type { AccountRecord } from '@bailiwick/contracts';
import type { AccountState } from '@bailiwick/lifecycle';
import { stabilise, type TierDecision } from '@bailiwick/tiering';
import { recordNow } from './company-view.js';
import type { ProcessState } from './process-state.js';
import { historyOf, type TierRules } from './tiering.reaction.js';

/** What would become of an account's tier if a rule set were put in force now. */
export interface TierPreview {
  /** ARR in the policy's currency. */
  readonly account: AccountRecord;
  readonly from: string | null;
  /** The same as `from` where the rule set cannot decide. */
  readonly to: string | null;
  /** Absent where a fact is missing that the rule set cannot do without. */
  readonly decision?: TierDecision;
}

/** Decides an active account anew, exactly as the activation of `rules` would, and records nothing. */
export function previewTier(state: ProcessState, rules: TierRules, account: AccountState): TierPreview {
  const record = recordNow(account, state.policy);
  const history = historyOf(state, rules, account);
  const from = account.tier ?? null;
  const decision = rules.decide(record, history?.tier ?? null);
  if (!decision) return { account: record, from, to: from };
  const outcome = stabilise(rules.stability, history, { on: state.day, decision, by: 'rule-set' });
  return { account: record, from, to: outcome.history.tier, decision };
}
