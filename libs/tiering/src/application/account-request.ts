import type { TierOverride } from '@bailiwick/contracts';
import type { TieringAccount } from '../domain/facts/account.js';
import { ATTRIBUTE } from '../domain/facts/account-facts.js';
import type { FactLookup, FactMode } from '../domain/facts/build-facts.js';
import type { DecisionRequest } from './decide-account.js';

/** What decides an account's tier beside the account itself. */
export interface AccountCircumstances {
  /** The present tier, or `null`; one that the rule set does not have counts as none, with a warning. */
  readonly previousTier: string | null;
  /** The ARR of the account's family; see `familyArrOf`. Only read where the rule set declares it. */
  readonly familyArr?: number;
  /** An override that is in force: see `isInForce`. */
  readonly override?: TierOverride;
  /** On files a value outside the fact schema is an error; in the service it counts as missing, with a warning. */
  readonly mode: FactMode;
  /** Adds each rule's and each condition's verdict to the decision. Default false. */
  readonly trace?: boolean;
}

export function requestOf(account: TieringAccount, of: AccountCircumstances): DecisionRequest {
  return {
    accountId: account.accountId,
    lookup: lookupIn(account, of.familyArr),
    previousTier: of.previousTier,
    override: of.override,
    mode: of.mode,
    trace: of.trace ?? false,
  };
}

function lookupIn(account: TieringAccount, familyArr: number | undefined): FactLookup {
  const attributes = account.attributes ?? {};
  return (fact) => {
    if (fact.source === 'family') return familyArr;
    if (fact.source === 'attribute') {
      const name = fact.name.slice(ATTRIBUTE.length);
      return Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    }
    return Object.hasOwn(account, fact.name) ? account[fact.name as keyof TieringAccount] : undefined;
  };
}
