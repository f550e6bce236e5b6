import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('budgetInPerCsm', () => {
  const company = (maxInPerCsm: number) => ({
    accounts: [
      ...['a', 'b', 'c'].map((id) => account(id, { csmId: 'ana' })),
      ...['d', 'e'].map((id) => account(id, { csmId: 'ben' })),
      account('f', { csmId: 'gone' }),
      account('g'),
    ],
    csms: [csm('ana'), csm('ben'), csm('cy')],
    policy: { disruption: { maxInPerCsm } },
  });
  // into ben: a and b at discretion; f must move, g is placed
  const plan = { a: 'ben', b: 'ben', c: 'ana', d: 'ben', e: 'ben', f: 'ben', g: 'ben' };

  it('counts the discretionary moves that end with each CSM', () => {
    expect(broken('budgetInPerCsm', company(2), plan)).toEqual([]);
    expect(broken('budgetInPerCsm', company(1), plan)).toEqual([['over-budget', 'ben', 2, 1]]);
    expect(broken('budgetInPerCsm', company(1), { ...plan, b: null })).toEqual([]);
  });

  it("takes a number below 1 as a share of that CSM's book of today", () => {
    // ben has d and e today: 0.9 × 2 = 1.8
    expect(broken('budgetInPerCsm', company(0.9), plan)).toEqual([['over-budget', 'ben', 2, 1.8]]);
    expect(broken('budgetInPerCsm', company(0.9), { ...plan, b: 'ana' })).toEqual([]);
    // cy has nobody today: 0.9 × 0
    expect(broken('budgetInPerCsm', company(0.9), { ...plan, b: 'cy' })).toEqual([
      ['over-budget', 'cy', 1, 0],
    ]);
  });
});
