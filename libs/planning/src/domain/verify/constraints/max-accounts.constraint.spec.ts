import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('maxAccounts', () => {
  const free = ['a', 'b', 'c'].map((id) => account(id));
  const all = { a: 'ana', b: 'ana', c: 'ana' };

  it('counts accounts, not hours', () => {
    expect(broken('maxAccounts', { accounts: free, csms: [csm('ana', { maxAccounts: 3 })] }, all)).toEqual(
      [],
    );
    expect(broken('maxAccounts', { accounts: free, csms: [csm('ana', { maxAccounts: 2 })] }, all)).toEqual([
      ['too-many-accounts', 'ana', 3, 2],
    ]);
    expect(broken('maxAccounts', { accounts: free, csms: [csm('ana')] }, all)).toEqual([]);
  });

  it('counts accounts of a family, not units, and yields to all those of a locked one', () => {
    const accounts = [
      account('a', { csmId: 'ana', lockedUntil: '2026-12-31', arr: 500 }),
      account('b', { csmId: 'ana', parentId: 'a' }),
      account('c'),
    ];
    const company = {
      accounts,
      csms: [csm('ana', { maxAccounts: 1 })],
      policy: { families: 'together-same-coverage' as const },
    };
    expect(broken('maxAccounts', company, { a: 'ana', b: 'ana', c: null })).toEqual([]);
    expect(broken('maxAccounts', company, all)).toEqual([['too-many-accounts', 'ana', 3, 2]]);
  });
});
