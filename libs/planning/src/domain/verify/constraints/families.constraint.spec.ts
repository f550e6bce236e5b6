import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('families', () => {
  const company = {
    accounts: [
      account('top', { arr: 900 }),
      account('mid', { parentId: 'top', status: 'churned' }),
      account('leaf', { parentId: 'mid' }),
      account('small', { parentId: 'top', tier: 'T2' }),
      account('tiny', { parentId: 'top', tier: 'P' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('pool', { pool: true })],
    policy: { families: 'together-same-coverage' as 'together-same-coverage' | 'together-same-tier' | 'off' },
  };
  const together = { top: 'ana', leaf: 'ana', small: 'ana', tiny: 'pool' };

  it('keeps the accounts of one coverage together, through churned parents', () => {
    expect(broken('families', company, together)).toEqual([]);
    // leaf is elsewhere, small nowhere: three ends instead of one
    expect(broken('families', company, { ...together, leaf: 'ben', small: null })).toEqual([
      ['split-family', 'top', 3, 1],
    ]);
  });

  it('lets a family that fits nowhere stay unassigned whole', () => {
    expect(broken('families', company, { top: null, leaf: null, small: null, tiny: 'pool' })).toEqual([]);
  });

  it('keeps only the same tier together where the policy says so, or nobody', () => {
    const bySameTier = { ...company, policy: { families: 'together-same-tier' as const } };
    expect(broken('families', bySameTier, { ...together, small: 'ben' })).toEqual([]);
    expect(broken('families', bySameTier, { ...together, leaf: 'ben' })).toEqual([
      ['split-family', 'top', 2, 1],
    ]);
    expect(
      broken('families', { ...company, policy: { families: 'off' } }, { ...together, leaf: 'ben' }),
    ).toEqual([]);
  });
});
