import { InvalidInputError, type AccountId } from '@bailiwick/kernel';
import type { AccountRecord } from '../company/account.js';
import { convertCurrencies } from './convert-currencies.js';

const account = (arr: number, currency?: string): AccountRecord => ({
  accountId: `A${arr}` as AccountId,
  arr,
  ...(currency === undefined ? {} : { currency }),
  products: [],
  requiredSkills: [],
  clearances: [],
  status: 'active',
  attributes: {},
});
const policy = { currency: 'USD', fxRates: { EUR: 1.1, JPY: 0.0065 } };

describe('convertCurrencies', () => {
  it('multiplies whole units by the rate and rounds half up to whole units', () => {
    const converted = convertCurrencies(
      [account(1_000, 'EUR'), account(100, 'JPY'), account(5, 'EUR')],
      policy,
    );
    expect(converted.map((a) => [a.arr, a.currency])).toEqual([
      [1_100, 'USD'],
      [1, 'USD'],
      [6, 'USD'],
    ]);
  });

  it('leaves accounts of the policy currency, or of none, as they are', () => {
    const accounts = [account(7, 'USD'), account(8)];
    expect(convertCurrencies(accounts, policy)).toEqual(accounts);
  });

  it('names every currency without a rate', () => {
    const convert = (): unknown =>
      convertCurrencies([account(1, 'GBP'), account(2, 'CHF'), account(3, 'GBP')], policy);
    expect(convert).toThrow(InvalidInputError);
    try {
      convert();
    } catch (error) {
      expect((error as InvalidInputError).problems.map((p) => p.value)).toEqual(['CHF', 'GBP']);
    }
  });
});
