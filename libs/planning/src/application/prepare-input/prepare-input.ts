import { type Company, convertCurrencies, type Policy } from '@bailiwick/contracts';
import type { AccountRecord } from '@bailiwick/contracts';
import type { AccountId, IsoDate, Problem, TierId } from '@bailiwick/kernel';
import {
  type CheckedRuleSet,
  type FactMode,
  familyArrOf,
  tierAccounts,
  type TierDecision,
} from '@bailiwick/tiering';
import type { PlanningInput, PlanningTier } from '../../domain/problem/planning-input.js';
import { checkPolicy } from './check-policy.js';

/** A company that is to be planned, with the documents that decide how. */
export interface PrepareRequest {
  readonly company: Company;
  readonly policy: Policy;
  readonly ruleSet: CheckedRuleSet;
  readonly asOf: IsoDate;
  /** On files a fact outside the rule set's schema is an error; in the service a warning. */
  readonly mode: FactMode;
  /** Where an account was read from, for its problems. */
  readonly locate?: (account: AccountRecord) => Pick<Problem, 'file' | 'line'>;
}

export interface PreparedInput {
  /** Present when there are no errors. */
  readonly input?: PlanningInput;
  readonly decisions: readonly TierDecision[];
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

/** Converts ARR into the policy's currency, decides every active account's tier, and checks the policy against both. */
export async function prepareInput(request: PrepareRequest): Promise<PreparedInput> {
  const { company, policy, ruleSet, asOf } = request;
  const accounts = convertCurrencies(company.accounts, policy);
  const familyArr = familyArrOf(accounts);
  const active = accounts.filter((a) => a.status === 'active');
  const { decisions, problems: tierProblems } = await tierAccounts(ruleSet, active, {
    mode: request.mode,
    familyArr: (a) => familyArr.get(a.accountId),
    asOf,
    ...(request.locate ? { locate: request.locate } : {}),
  });
  const tiers = planningTiers(ruleSet);
  const problems = [...tierProblems, ...checkPolicy(policy, company, tiers)];
  if (problems.some((p) => p.severity !== 'warning')) return { decisions, problems };
  const tierOf = new Map(decisions.map((d) => [d.accountId as AccountId, d.tier as TierId]));
  return { input: { company: { ...company, accounts }, policy, tiers, tierOf, asOf }, decisions, problems };
}

/** The tiers of a rule set as planning sees them. */
export function planningTiers(ruleSet: Pick<CheckedRuleSet, 'tiers'>): PlanningTier[] {
  return ruleSet.tiers.map(planningTier);
}

function planningTier({ id, coverage, ratio, hoursPerMonth }: CheckedRuleSet['tiers'][number]): PlanningTier {
  return {
    id: id as TierId,
    coverage,
    ...(ratio === undefined ? {} : { ratio }),
    ...(hoursPerMonth === undefined ? {} : { hoursPerMonth }),
  };
}
