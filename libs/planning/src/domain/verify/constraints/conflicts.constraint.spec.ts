import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('conflicts', () => {
  const company = {
    accounts: [
      account('cola', { conflictGroup: 'soda' }),
      account('fizz', { conflictGroup: 'soda' }),
      account('left', { conflictGroup: 'soda', status: 'churned' }),
      account('p', { conflictGroup: 'water', tier: 'P' }),
      account('q', { conflictGroup: 'water', tier: 'P' }),
      account('solo', { conflictGroup: 'alone' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('pool', { pool: true }), csm('pool2', { pool: true })],
  };
  const apart = { cola: 'ana', fizz: 'ben', p: 'pool', q: 'pool2', solo: 'ana' };

  it('keeps the accounts of a group with different CSMs, pools included', () => {
    expect(broken('conflicts', company, apart)).toEqual([]);
    expect(broken('conflicts', company, { ...apart, fizz: 'ana', q: 'pool' })).toEqual([
      ['conflict', 'soda', 2, 1],
      ['conflict', 'water', 2, 1],
    ]);
  });

  it('does not mind rivals that nobody serves', () => {
    expect(broken('conflicts', company, { ...apart, cola: null, fizz: null })).toEqual([]);
  });

  it("takes the policy's lists besides the groups, without those it does not know", () => {
    const policy = { conflicts: [['cola', 'solo', 'left', 'ghost']] };
    expect(broken('conflicts', { ...company, policy }, apart)).toEqual([
      ['conflict', 'cola;solo;left;ghost', 2, 1],
    ]);
  });
});
