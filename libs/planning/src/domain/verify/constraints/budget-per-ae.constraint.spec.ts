import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('budgetPerAe', () => {
  const company = (maxPerAe: number) => ({
    accounts: [
      ...['a', 'b', 'c'].map((id) => account(id, { csmId: 'ana', aeId: 'x' })),
      account('d', { csmId: 'ana', aeId: 'y' }),
      account('e', { csmId: 'ana' }),
      account('f', { csmId: 'ana' }),
      account('g', { aeId: 'x' }),
    ],
    csms: [csm('ana'), csm('ben')],
    policy: { disruption: { maxPerAe } },
  });
  // of x: a and b; e and f have no AE, g is placed
  const plan = { a: 'ben', b: 'ben', c: 'ana', d: 'ana', e: 'ben', f: 'ben', g: 'ben' };

  it("counts the discretionary moves of each AE's accounts", () => {
    expect(broken('budgetPerAe', company(2), plan)).toEqual([]);
    expect(broken('budgetPerAe', company(1), plan)).toEqual([['over-budget', 'x', 2, 1]]);
  });

  it("takes a number below 1 as a share of that AE's accounts with a present CSM", () => {
    // x has a, b and c: 0.7 × 3 = 2.1, 0.6 × 3 = 1.8
    expect(broken('budgetPerAe', company(0.7), plan)).toEqual([]);
    expect(broken('budgetPerAe', company(0.6), plan)).toEqual([['over-budget', 'x', 2, 0.6 * 3]]);
  });
});
