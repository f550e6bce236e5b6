import type { AccountId } from '@bailiwick/kernel';
import { account, assign, csm, input, type PlainCompany } from '../testing/company.js';
import { verifyPlan } from '../verify-plan.js';

/** How account `id` counts in a plan. */
function kindOf(company: PlainCompany, ends: Readonly<Record<string, string | null>>, id = 'a'): string {
  const found = verifyPlan(input(company), assign(ends)).accounts.get(id as AccountId)!;
  expect(found.moved).toBe(found.mandatory || found.discretionary);
  if (found.mandatory) return 'mandatory';
  if (found.discretionary) return 'discretionary';
  return found.placed ? 'placed' : 'stays';
}

describe('moves', () => {
  const csms = [
    csm('ana'),
    csm('ben'),
    csm('off', { capacityHours: 0 }),
    csm('t2', { tiers: ['T2'] }),
    csm('pool', { pool: true }),
  ];
  const one = (csmId: string | undefined, policy: PlainCompany['policy'] = {}) => ({
    accounts: [account('a', { csmId })],
    csms,
    policy,
  });

  it('are at discretion where the present CSM could keep the account', () => {
    expect(kindOf(one('ana'), { a: 'ana' })).toBe('stays');
    expect(kindOf(one('ana'), { a: 'ben' })).toBe('discretionary');
    expect(kindOf(one('ana'), { a: null })).toBe('discretionary');
  });

  it('are mandatory where that CSM has left, has no capacity, or is not eligible by a hard rule or by coverage', () => {
    expect(kindOf(one('left-long-ago'), { a: 'ben' })).toBe('mandatory');
    expect(kindOf(one('off'), { a: null })).toBe('mandatory');
    expect(kindOf(one('pool'), { a: 'ben' })).toBe('mandatory');
    expect(kindOf(one('t2', { eligibility: { tier: 'hard' } }), { a: 'ben' })).toBe('mandatory');
    expect(kindOf(one('t2', { eligibility: { tier: 'soft' } }), { a: 'ben' })).toBe('discretionary');
  });

  it('are no moves where there was no CSM', () => {
    expect(kindOf(one(undefined), { a: 'ben' })).toBe('placed');
    expect(kindOf(one(undefined), { a: null })).toBe('stays');
  });

  it('are mandatory where a pin sends the account or its unit elsewhere', () => {
    const pinned = {
      accounts: [account('a', { csmId: 'ana', arr: 500 }), account('b', { csmId: 'ana', parentId: 'a' })],
      csms,
      policy: { families: 'together-same-coverage' as const, pins: [{ accountId: 'b', csmId: 'ben' }] },
    };
    expect(kindOf(pinned, { a: 'ben', b: 'ben' }, 'a')).toBe('mandatory');
    expect(kindOf(pinned, { a: 'ben', b: 'ben' }, 'b')).toBe('mandatory');
  });

  it('are mandatory for those who come back to the anchor of their family, not for those who leave it', () => {
    const family = {
      accounts: [account('a', { csmId: 'ana', arr: 500 }), account('b', { csmId: 'ben', parentId: 'a' })],
      csms: [csm('ana'), csm('ben'), csm('cy')],
      policy: { families: 'together-same-coverage' as const },
    };
    expect(kindOf(family, { a: 'ana', b: 'ana' }, 'b')).toBe('mandatory');
    expect(kindOf(family, { a: 'cy', b: 'cy' }, 'a')).toBe('discretionary');
    expect(kindOf(family, { a: 'cy', b: 'cy' }, 'b')).toBe('discretionary');
    expect(kindOf(family, { a: 'ben', b: 'ben' }, 'b')).toBe('stays');
  });
});
