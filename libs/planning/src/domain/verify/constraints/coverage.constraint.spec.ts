import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('coverage', () => {
  const company = {
    accounts: [account('big'), account('small', { tier: 'P' })],
    csms: [csm('ana'), csm('pool', { pool: true })],
  };

  it('sends pool tiers to pools and named ones to persons', () => {
    expect(broken('coverage', company, { big: 'ana', small: 'pool' })).toEqual([]);
    expect(broken('coverage', company, { big: null, small: null })).toEqual([]);
  });

  it('names who is on the wrong side', () => {
    expect(broken('coverage', company, { big: 'pool', small: 'ana' })).toEqual([
      ['wrong-coverage', 'big', 1, 0],
      ['wrong-coverage', 'small', 1, 0],
    ]);
  });
});
