import { InvalidInputError, roundHalfUp, type Problem } from '@bailiwick/kernel';
import type { AccountRecord } from '../company/account.js';
import type { Policy } from '../policy/policy.js';

/** Units of the policy's currency for one unit of `currency`; `undefined` when the policy has no rate for it. */
export function rateOf(currency: string, policy: Pick<Policy, 'currency' | 'fxRates'>): number | undefined {
  if (Object.hasOwn(policy.fxRates, currency)) return policy.fxRates[currency];
  return currency === policy.currency ? 1 : undefined;
}

/**
 * An account with its ARR in whole units of the policy's currency, rounded half up; one without a currency is in it
 * already. `undefined` where the policy has no rate.
 */
export function inCurrencyOf(
  policy: Pick<Policy, 'currency' | 'fxRates'>,
  account: AccountRecord,
): AccountRecord | undefined {
  if (account.currency === undefined) return account;
  const rate = rateOf(account.currency, policy);
  if (rate === undefined) return undefined;
  if (rate === 1 && account.currency === policy.currency) return account;
  return { ...account, arr: roundHalfUp(account.arr * rate), currency: policy.currency };
}

/**
 * The accounts with their ARR in the policy's currency.
 * @throws InvalidInputError `no-exchange-rate` for each currency that the policy does not know
 */
export function convertCurrencies(
  accounts: readonly AccountRecord[],
  policy: Pick<Policy, 'currency' | 'fxRates'>,
): readonly AccountRecord[] {
  const unknown = new Set<string>();
  const converted = accounts.map((account) => {
    const inCurrency = inCurrencyOf(policy, account);
    if (!inCurrency) unknown.add(account.currency!);
    return inCurrency ?? account;
  });
  if (unknown.size > 0)
    throw new InvalidInputError([...unknown].sort().map((c) => noExchangeRate(c, policy)));
  return converted;
}

export function noExchangeRate(currency: string, policy: Pick<Policy, 'currency' | 'fxRates'>): Problem {
  const known = [...new Set([policy.currency, ...Object.keys(policy.fxRates)])].sort();
  return {
    code: 'no-exchange-rate',
    message: `The policy has no rate from ${currency} to ${policy.currency}`,
    value: currency,
    expected: `one of ${known.join(', ')}`,
    hint: `Maybe add "${currency}" to fxRates of the policy`,
  };
}
