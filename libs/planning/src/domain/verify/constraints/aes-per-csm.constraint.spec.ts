import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('aesPerCsm', () => {
  const company = (lockedUntil?: string) => ({
    accounts: [
      account('a', { aeId: 'x', csmId: 'ana', lockedUntil }),
      account('b', { aeId: 'y', csmId: 'ana', lockedUntil }),
      account('c', { aeId: 'z' }),
      account('d', { aeId: 'x' }),
      account('e'),
      account('p', { aeId: 'x', tier: 'P' }),
      account('q', { aeId: 'y', tier: 'P' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('pool', { pool: true })],
    policy: { pairing: { maxAesPerCsm: 1 } },
  });
  const rest = { d: 'ana', e: 'ana', p: 'pool', q: 'pool' };

  it('counts distinct AEs of a person; pools are free', () => {
    expect(broken('aesPerCsm', company(), { a: 'ana', b: 'ben', c: null, ...rest })).toEqual([]);
    expect(broken('aesPerCsm', company(), { a: 'ana', b: 'ana', c: 'ben', ...rest })).toEqual([
      ['too-many-aes-for-csm', 'ana', 2, 1],
    ]);
  });

  it('yields to the pairs that locks make', () => {
    expect(broken('aesPerCsm', company('2026-12-31'), { a: 'ana', b: 'ana', c: 'ben', ...rest })).toEqual([]);
    expect(broken('aesPerCsm', company('2026-12-31'), { a: 'ana', b: 'ana', c: 'ana', ...rest })).toEqual([
      ['too-many-aes-for-csm', 'ana', 3, 2],
    ]);
  });
});
