import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('budgetArr', () => {
  const company = (maxArr: number) => ({
    accounts: [
      account('a', { csmId: 'ana', arr: 250 }),
      account('b', { csmId: 'ana', arr: 150 }),
      account('c', { csmId: 'gone', arr: 600 }),
      account('d', { arr: 5000 }),
    ],
    csms: [csm('ana'), csm('ben')],
    policy: { disruption: { maxArr } },
  });
  const plan = { a: 'ben', b: 'ana', c: 'ben', d: 'ben' };

  it('adds the ARR of discretionary moves', () => {
    expect(broken('budgetArr', company(250), plan)).toEqual([]);
    expect(broken('budgetArr', company(249), plan)).toEqual([['over-budget', 'company', 250, 249]]);
  });

  it("takes a number below 1 as a share of the book's ARR, that of gone CSMs included", () => {
    // 250 + 150 + 600 = 1000: 0.25 × 1000 = 250, 0.2 × 1000 = 200
    expect(broken('budgetArr', company(0.25), plan)).toEqual([]);
    expect(broken('budgetArr', company(0.2), plan)).toEqual([['over-budget', 'company', 250, 200]]);
  });
});
