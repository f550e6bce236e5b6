import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

const policy = { weights: { balanceRenewals: [{ beyondPoints: 10, perPoint: 0.5 }] } };
const csms = [csm('ana', { capacityHours: 50 }), csm('ben', { capacityHours: 50 })];
const renewing = (id: string, renewalDate: string, arr: number) => account(id, { renewalDate, arr });

describe('balanceRenewals', () => {
  it('adds the quarters of the next four, each CSM on its own', () => {
    const accounts = [
      renewing('a', '2026-06-30', 300),
      renewing('b', '2026-05-17', 100),
      renewing('c', '2027-03-31', 200),
    ];
    // as of 2026-05-17: quarters from 05-17, 07-01, 10-01 and 2027-01-01 to 2027-03-31
    // first: target 200 each; ana 300 = 150%: 50 away: 0.5 × 40 = 20; ben 100 = 50%: 20
    // fourth: target 100 each; ana 0: 100 away: 0.5 × 90 = 45; ben 200%: 45. The two between have no ARR: nothing
    const company = { accounts, csms, policy, asOf: '2026-05-17' };
    expect(pointsOf('balanceRenewals', company, { a: 'ana', b: 'ben', c: 'ben' })).toBe(130);
  });

  it('leaves out renewals before the day, after the fourth quarter, and unknown ones', () => {
    const accounts = [renewing('a', '2026-05-16', 300), renewing('b', '2027-04-01', 100), account('c')];
    expect(
      pointsOf(
        'balanceRenewals',
        { accounts, csms, policy, asOf: '2026-05-17' },
        { a: 'ana', b: 'ana', c: 'ana' },
      ),
    ).toBe(0);
  });

  it("does not take the fifth quarter for another CSM's first", () => {
    const accounts = [renewing('a', '2026-06-30', 100), renewing('b', '2027-04-01', 900)];
    // first quarter: target 50 each; ana 0: 100 away: 0.5 × 90 = 45; ben 200%: 45. b's 900 count nowhere
    const company = { accounts, csms, policy, asOf: '2026-05-17' };
    expect(pointsOf('balanceRenewals', company, { a: 'ben', b: 'ana' })).toBe(90);
  });

  it('starts with the quarter of the day, however far that is', () => {
    const accounts = [renewing('a', '2026-12-31', 100), renewing('b', '2027-01-01', 100)];
    // as of 2026-12-31 the first quarter is that one day; the second begins the day after
    // each quarter: target 50 each; ana 200%: 100 away: 45; ben 0: 100 away: 45. Two quarters: 180
    expect(
      pointsOf('balanceRenewals', { accounts, csms, policy, asOf: '2026-12-31' }, { a: 'ana', b: 'ana' }),
    ).toBe(180);
  });
});
