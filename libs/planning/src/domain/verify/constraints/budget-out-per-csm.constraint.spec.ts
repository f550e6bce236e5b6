import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('budgetOutPerCsm', () => {
  const company = (maxOutPerCsm: number) => ({
    accounts: [
      ...['a', 'b', 'c', 'd'].map((id) => account(id, { csmId: 'ana' })),
      account('e', { csmId: 'ana', tier: 'T2' }),
      account('f', { csmId: 'gone' }),
      account('g', { csmId: 'gone' }),
    ],
    csms: [csm('ana', { tiers: ['T1'] }), csm('ben')],
    policy: { disruption: { maxOutPerCsm }, eligibility: { tier: 'hard' as const } },
  });
  // out of ana: a, b (who ends with nobody) at discretion; e is not eligible for her, f and g have nobody who works here
  const plan = { a: 'ben', b: null, c: 'ana', d: 'ana', e: 'ben', f: 'ben', g: 'ben' };

  it('counts the discretionary moves that leave each CSM', () => {
    expect(broken('budgetOutPerCsm', company(2), plan)).toEqual([]);
    expect(broken('budgetOutPerCsm', company(1), plan)).toEqual([['over-budget', 'ana', 2, 1]]);
  });

  it("takes a number below 1 as a share of that CSM's book of today", () => {
    // ana has five today: 0.4 × 5 = 2, 0.3 × 5 = 1.5
    expect(broken('budgetOutPerCsm', company(0.4), plan)).toEqual([]);
    expect(broken('budgetOutPerCsm', company(0.3), plan)).toEqual([['over-budget', 'ana', 2, 1.5]]);
  });
});
