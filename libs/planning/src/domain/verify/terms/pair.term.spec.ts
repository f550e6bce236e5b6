import { account, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('pair', () => {
  const company = {
    accounts: [
      account('a', { aeId: 'x', csmId: 'ana' }),
      account('b', { aeId: 'x', csmId: 'ana' }),
      account('c', { aeId: 'y', csmId: 'gone' }),
      account('d', { aeId: 'y' }),
      account('e'),
      account('f', { aeId: 'x', tier: 'P', csmId: 'pool' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('gone', { endDate: '2025-12-31' }), csm('pool', { pool: true })],
    policy: { weights: { pair: { new: 8, kept: 2 } } },
  };

  it('counts each pair once, familiar ones at the lower price; no pools, nobody without an AE', () => {
    // (x, ana) kept 2; (y, ben) new 8; e has no AE; f is with a pool
    expect(pointsOf('pair', company, { a: 'ana', b: 'ana', c: 'ben', d: 'ben', e: 'ben', f: 'pool' })).toBe(
      10,
    );
    // (x, ana) kept 2; (x, ben) new 8; (y, ben) new 8
    expect(pointsOf('pair', company, { a: 'ana', b: 'ben', c: 'ben', d: null, e: null, f: 'pool' })).toBe(18);
  });

  it('takes a pair with somebody who is gone as new', () => {
    expect(pointsOf('pair', company, { a: null, b: null, c: 'gone', d: null, e: null, f: null })).toBe(8);
  });
});
