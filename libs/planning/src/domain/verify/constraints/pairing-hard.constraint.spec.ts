import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('pairingHard', () => {
  const hard = { pairing: { mode: 'hard' as const } };
  const company = {
    accounts: [
      account('a', { aeId: 'x', csmId: 'ana' }),
      account('b', { aeId: 'x', csmId: 'gone' }),
      account('c', { aeId: 'y' }),
      account('d'),
      account('p', { aeId: 'x', tier: 'P' }),
    ],
    csms: [csm('ana'), csm('ben'), csm('gone', { capacityHours: 0 }), csm('pool', { pool: true })],
    policy: hard,
  };
  const plan = { a: 'ana', b: 'ana', c: 'ben', d: 'ben', p: 'pool' };

  it('sends an account to a person its AE works with today', () => {
    expect(broken('pairingHard', company, plan)).toEqual([]);
    expect(broken('pairingHard', company, { ...plan, b: 'ben' })).toEqual([['unpaired', 'b', 1, 0]]);
    expect(broken('pairingHard', { ...company, policy: {} }, { ...plan, b: 'ben' })).toEqual([]);
  });

  it('does not ask where no such person is eligible', () => {
    const csms = [csm('ana', { tiers: ['T2'] }), ...company.csms.slice(1)];
    const policy = { ...hard, eligibility: { tier: 'hard' as const } };
    expect(broken('pairingHard', { ...company, csms, policy }, { ...plan, a: 'ben', b: 'ben' })).toEqual([]);
  });

  it('wants a family with several AEs with somebody who is paired with each, where there is one', () => {
    const family = (other: string) => ({
      accounts: [
        account('a', { aeId: 'x', csmId: 'ben', arr: 500 }),
        account('b', { aeId: 'y', csmId: 'ben', parentId: 'a' }),
        account('e', { aeId: 'x', csmId: 'ana' }),
        account('f', { aeId: 'y', csmId: other }),
      ],
      csms: [csm('ana'), csm('ben'), csm('cy')],
      policy: { ...hard, families: 'together-same-coverage' as const },
    });
    const moved = { a: 'cy', b: 'cy', e: 'ana', f: 'ana' };
    expect(broken('pairingHard', family('ana'), moved)).toEqual([['unpaired', 'a', 2, 0]]);
    expect(broken('pairingHard', family('ana'), { ...moved, a: 'ana', b: 'ana' })).toEqual([]);
    // ben is paired with x and y, ana with x only: she will not do for either
    expect(broken('pairingHard', family('cy'), { ...moved, a: 'ana', b: 'ana', f: 'cy' })).toEqual([
      ['unpaired', 'a', 2, 0],
    ]);
  });

  it('does not ask where nobody is paired with each AE of a family', () => {
    const accounts = [
      account('a', { aeId: 'x', arr: 500 }),
      account('b', { aeId: 'y', parentId: 'a' }),
      account('e', { aeId: 'x', csmId: 'ana' }),
      account('f', { aeId: 'y', csmId: 'ben' }),
    ];
    const csms = [csm('ana'), csm('ben'), csm('cy')];
    const policy = { ...hard, families: 'together-same-coverage' as const };
    expect(
      broken('pairingHard', { accounts, csms, policy }, { a: 'cy', b: 'cy', e: 'ana', f: 'ben' }),
    ).toEqual([]);
  });

  it('knows no pairs with pools', () => {
    const accounts = [account('p', { aeId: 'x', tier: 'P', csmId: 'pool' })];
    const csms = [csm('pool', { pool: true }), csm('pool2', { pool: true })];
    expect(broken('pairingHard', { accounts, csms, policy: hard }, { p: 'pool2' })).toEqual([]);
  });

  it('leaves locked and pinned units where they are held', () => {
    const pinned = { ...company, policy: { ...hard, pins: [{ accountId: 'b', csmId: 'ben' }] } };
    expect(broken('pairingHard', pinned, { ...plan, b: 'ben' })).toEqual([]);
  });
});
