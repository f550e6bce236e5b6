import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('budgetAccounts', () => {
  const company = (maxAccounts: number) => ({
    accounts: [
      ...['a', 'b', 'c', 'd'].map((id) => account(id, { csmId: 'ana' })),
      account('e', { csmId: 'gone' }),
      account('f'),
      account('left', { csmId: 'ana', status: 'churned' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('gone', { capacityHours: 0 })],
    policy: { disruption: { maxAccounts } },
  });
  // discretionary: a and b (who ends with nobody); e must move, f is placed
  const plan = { a: 'ben', b: null, c: 'ana', d: 'ana', e: 'ben', f: 'ben' };

  it('counts discretionary moves', () => {
    expect(broken('budgetAccounts', company(2), plan)).toEqual([]);
    expect(broken('budgetAccounts', company(1), plan)).toEqual([['over-budget', 'company', 2, 1]]);
  });

  it('takes a number below 1 as a share of the accounts with a present CSM, not rounded', () => {
    // five accounts have one: 0.4 × 5 = 2, 0.3 × 5 = 1.5
    expect(broken('budgetAccounts', company(0.4), plan)).toEqual([]);
    expect(broken('budgetAccounts', company(0.3), plan)).toEqual([['over-budget', 'company', 2, 1.5]]);
    expect(broken('budgetAccounts', company(0), plan)).toEqual([['over-budget', 'company', 2, 0]]);
  });
});
