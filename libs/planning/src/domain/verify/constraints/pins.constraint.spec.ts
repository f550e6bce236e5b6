import type { AccountId } from '@bailiwick/kernel';
import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('pins', () => {
  const pin = (accountId: string, csmId: string) => ({ accountId, csmId });
  const company = (...pins: { accountId: string; csmId: string }[]) => ({
    accounts: [
      account('a', { arr: 500 }),
      account('b', { parentId: 'a' }),
      account('left', { status: 'churned' }),
    ],
    csms: [csm('ana'), csm('ben')],
    policy: { pins, families: 'together-same-coverage' as const },
  });

  it('send an account and its whole unit', () => {
    expect(broken('pins', company(pin('b', 'ben')), { a: 'ben', b: 'ben' })).toEqual([]);
    expect(broken('pins', company(pin('b', 'ben')), { a: 'ana', b: 'ana' })).toEqual([
      ['pin-broken', 'b', 2, 0],
    ]);
    expect(broken('pins', company(pin('b', 'ben')), { a: null, b: null })).toEqual([
      ['pin-broken', 'b', 2, 0],
    ]);
  });

  it('contradict each other within a unit', () => {
    const both = company(pin('a', 'ana'), pin('b', 'ben'));
    expect(broken('pins', both, { a: 'ana', b: 'ana' })).toEqual([['pin-broken', 'b', 2, 0]]);
    const relaxed = { pins: new Set(['b' as AccountId]), locks: new Set<AccountId>() };
    expect(broken('pins', both, { a: 'ana', b: 'ana' }, relaxed)).toEqual([]);
  });

  it('to somebody who is not in the input are always broken', () => {
    expect(broken('pins', company(pin('a', 'zoe')), { a: 'zoe', b: 'zoe' })).toEqual([
      ['pin-broken', 'a', 1, 0],
    ]);
    expect(broken('pins', company(pin('a', 'zoe')), { a: 'ana', b: 'ana' })).toEqual([
      ['pin-broken', 'a', 2, 0],
    ]);
  });

  it('of churned and unknown accounts ask for nothing', () => {
    expect(broken('pins', company(pin('left', 'ana'), pin('ghost', 'ana')), { a: 'ben', b: 'ben' })).toEqual(
      [],
    );
  });
});
