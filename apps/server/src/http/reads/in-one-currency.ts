import { convertCurrencies, type AccountRecord, type Policy } from '@bailiwick/contracts';
import type { AccountState } from '@bailiwick/lifecycle';
import { accountRecord } from '@bailiwick/portfolio';

/** Active accounts whose ARR may be added up. */
export interface InOneCurrency {
  readonly currency: string;
  readonly accounts: readonly AccountRecord[];
}

/**
 * The active accounts: as they are where all have the same currency, else in that of the policy.
 * @throws InvalidInputError `no-exchange-rate`
 */
export function inOneCurrency(states: readonly AccountState[], policy: Policy): InOneCurrency {
  const accounts = states
    .filter(({ status }) => status === 'active')
    .map((state) => accountRecord(state, state.parentId));
  const currencies = new Set(accounts.map(({ currency }) => currency ?? policy.currency));
  const [only = policy.currency] = currencies;
  if (currencies.size <= 1) return { currency: only, accounts };
  return { currency: policy.currency, accounts: convertCurrencies(accounts, policy) };
}
