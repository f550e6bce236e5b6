import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('unassigned', () => {
  const company = {
    accounts: [account('a'), account('b'), account('c'), account('left', { status: 'churned' })],
    csms: [csm('ana')],
    policy: { weights: { unassigned: 1000 } },
  };

  it('counts active accounts without a CSM, whether named as such, left out, or with a CSM nobody knows', () => {
    // a is served; b is null, c is left out: 2 × 1000
    expect(pointsOf('unassigned', company, { a: 'ana', b: null })).toBe(2000);
    // b's CSM is not in the input: 1 × 1000, c again: 1 × 1000
    expect(pointsOf('unassigned', company, { a: 'ana', b: 'nobody' })).toBe(2000);
  });

  it('is nothing when everybody is served', () => {
    expect(pointsOf('unassigned', company, { a: 'ana', b: 'ana', c: 'ana' })).toBe(0);
  });
});
