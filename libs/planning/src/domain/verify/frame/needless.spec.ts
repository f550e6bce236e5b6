import type { AccountId } from '@bailiwick/kernel';
import { account, assign, csm, input, type PlainCompany } from '../testing/company.js';
import { verifyPlan } from '../verify-plan.js';

function needless(
  company: PlainCompany,
  pins: readonly string[],
  locks: readonly string[] = [],
): readonly string[] {
  const relaxed = { pins: new Set(pins as AccountId[]), locks: new Set(locks as AccountId[]) };
  return verifyPlan(input(company), assign({}), relaxed).needlessRelaxations;
}

describe('needlessRelaxations', () => {
  const locked = { csmId: 'ana', lockedUntil: '2026-12-31', conflictGroup: 'soda' };
  const accounts = [
    account('a', { arr: 500 }),
    account('b', { parentId: 'a' }),
    account('cola', locked),
    account('fizz', locked),
    account('free'),
  ];
  const csms = [csm('ana'), csm('ben'), csm('off', { capacityHours: 0 }), csm('pool', { pool: true })];
  const company = (...pins: [string, string][]) => ({
    accounts,
    csms,
    policy: {
      families: 'together-same-coverage' as const,
      pins: pins.map(([accountId, csmId]) => ({ accountId, csmId })),
    },
  });

  it('are pins to somebody who could take the unit', () => {
    expect(needless(company(['a', 'ben']), ['a'])).toEqual(['a']);
    expect(needless(company(['a', 'off']), ['a'])).toEqual([]);
    expect(needless(company(['a', 'pool']), ['a'])).toEqual([]);
    expect(needless(company(['a', 'zoe']), ['a'])).toEqual([]);
    expect(needless(company(), ['a'])).toEqual(['a']); // there is no such pin
  });

  it('are all but one of the pins that pull a unit apart', () => {
    const torn = company(['a', 'ana'], ['b', 'ben']);
    expect(needless(torn, ['b'])).toEqual([]);
    expect(needless(torn, ['a', 'b'])).toEqual(['a', 'b']); // either alone could stay
    expect(needless(company(['a', 'ana'], ['a', 'ben']), ['a'])).toEqual([]);
  });

  it('are locks and pins that meet no rival', () => {
    expect(needless(company(), [], ['cola'])).toEqual([]);
    expect(needless(company(), [], ['cola', 'fizz'])).toEqual(['cola', 'fizz']);
    expect(needless(company(['fizz', 'ben']), [], ['cola'])).toEqual(['cola']);
    expect(needless(company(['fizz', 'ana']), ['fizz'], ['fizz'])).toEqual([]);
    expect(needless(company(), [], ['free', 'nobody'])).toEqual(['free', 'nobody']);
  });
});
