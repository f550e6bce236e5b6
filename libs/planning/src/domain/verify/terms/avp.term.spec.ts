import { account, ae, csm } from '../testing/company.js';
import { pointsOf } from '../testing/judge.js';

describe('avp', () => {
  const company = {
    accounts: [
      account('a', { aeId: 'x1' }),
      account('b', { aeId: 'x2' }),
      account('c', { aeId: 'y' }),
      account('d', { aeId: 'leaderless' }),
      account('e', { aeId: 'not-in-the-file' }),
      account('f', { aeId: 'y', tier: 'P' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('pool', { pool: true })],
    aes: [ae('x1', 'vera'), ae('x2', 'vera'), ae('y', 'otto'), ae('leaderless')],
    policy: { weights: { avp: { perPair: 2 } } },
  };

  it('counts each pair (AVP, person) once, whatever the number of AEs; no pools, no unknown AVP', () => {
    // (vera, ana) through x1 and x2; (otto, ben); the rest has no AVP or no person: 2 × 2
    expect(pointsOf('avp', company, { a: 'ana', b: 'ana', c: 'ben', d: 'ben', e: 'ana', f: 'pool' })).toBe(4);
    // (vera, ana), (vera, ben), (otto, ben): 3 × 2
    expect(pointsOf('avp', company, { a: 'ana', b: 'ben', c: 'ben', d: 'ben', e: 'ana', f: 'pool' })).toBe(6);
  });

  it('knows no AVP where no AE file was given', () => {
    const { accounts, csms, policy } = company;
    expect(
      pointsOf(
        'avp',
        { accounts, csms, policy },
        { a: 'ana', b: 'ana', c: 'ben', d: 'ben', e: 'ana', f: 'pool' },
      ),
    ).toBe(0);
  });
});
