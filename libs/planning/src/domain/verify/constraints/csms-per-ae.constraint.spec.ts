import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('csmsPerAe', () => {
  const company = (lockedUntil?: string) => ({
    accounts: [
      account('a', { aeId: 'x', csmId: 'ana', lockedUntil }),
      account('b', { aeId: 'x', csmId: 'ben', lockedUntil }),
      account('c', { aeId: 'x' }),
      account('p', { aeId: 'x', tier: 'P' }),
      account('q', { aeId: 'x', tier: 'P' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('cy'), csm('pool', { pool: true }), csm('pool2', { pool: true })],
    policy: { pairing: { maxCsmsPerAe: 1 } },
  });
  const pools = { p: 'pool', q: 'pool2' };

  it('counts distinct persons, not pools', () => {
    expect(broken('csmsPerAe', company(), { a: 'ana', b: 'ana', c: 'ana', ...pools })).toEqual([]);
    expect(broken('csmsPerAe', company(), { a: 'ana', b: 'ben', c: 'ben', ...pools })).toEqual([
      ['too-many-csms-for-ae', 'x', 2, 1],
    ]);
  });

  it('yields to the pairs that locks make', () => {
    expect(broken('csmsPerAe', company('2026-12-31'), { a: 'ana', b: 'ben', c: 'ben', ...pools })).toEqual(
      [],
    );
    expect(broken('csmsPerAe', company('2026-12-31'), { a: 'ana', b: 'ben', c: 'cy', ...pools })).toEqual([
      ['too-many-csms-for-ae', 'x', 3, 2],
    ]);
  });
});
