import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

const locks = { renewalWindowDays: 60, recentMoveDays: 180, healthBelow: 30, strategic: true };
const csms = [csm('ana'), csm('ben'), csm('gone', { capacityHours: 0 }), csm('strict', { tiers: ['T2'] })];

function leaving(
  facts: Parameters<typeof account>[1],
  policy: object = { locks },
  end: string | null = 'ben',
): unknown[] {
  return broken('locks', { accounts: [account('a', { csmId: 'ana', ...facts })], csms, policy }, { a: end });
}
const held = [['lock-broken', 'a', 1, 0]];

describe('locks', () => {
  it('hold within the renewal window, both ends included', () => {
    expect(leaving({ renewalDate: '2026-01-01' })).toEqual(held);
    expect(leaving({ renewalDate: '2026-03-02' })).toEqual(held); // 31 + 28 + 1 = 60 days ahead
    expect(leaving({ renewalDate: '2026-03-03' })).toEqual([]);
    expect(leaving({ renewalDate: '2025-12-31' })).toEqual([]);
  });

  it('hold for those who came less than recentMoveDays ago', () => {
    expect(leaving({ csmSince: '2026-01-01' })).toEqual(held);
    expect(leaving({ csmSince: '2025-07-06' })).toEqual(held); // 179 days ago
    expect(leaving({ csmSince: '2025-07-05' })).toEqual([]); // 180 days ago
    expect(leaving({ csmSince: '2026-01-02' })).toEqual([]);
  });

  it('hold below the health score, for strategic accounts, and through locked_until', () => {
    expect(leaving({ healthScore: 29 })).toEqual(held);
    expect(leaving({ healthScore: 30 })).toEqual([]);
    expect(leaving({ strategic: true })).toEqual(held);
    expect(leaving({ lockedUntil: '2026-01-01' })).toEqual(held);
    expect(leaving({ lockedUntil: '2025-12-31' })).toEqual([]);
  });

  it('never leave an account unassigned', () => {
    expect(leaving({ strategic: true }, { locks }, null)).toEqual(held);
    expect(leaving({ strategic: true }, { locks }, 'ana')).toEqual([]);
  });

  it('are off where the policy has null; locked_until has no switch', () => {
    const off = {
      locks: { renewalWindowDays: null, recentMoveDays: null, healthBelow: null, strategic: false },
    };
    expect(
      leaving({ renewalDate: '2026-01-01', csmSince: '2026-01-01', healthScore: 0, strategic: true }, off),
    ).toEqual([]);
    expect(leaving({ lockedUntil: '2026-01-01' }, off)).toEqual(held);
  });

  it('do not hold where the move is mandatory', () => {
    expect(leaving({ strategic: true, csmId: 'gone' })).toEqual([]);
    expect(leaving({ strategic: true, csmId: 'strict' }, { locks, eligibility: { tier: 'hard' } })).toEqual(
      [],
    );
    expect(leaving({ strategic: true }, { locks, pins: [{ accountId: 'a', csmId: 'ben' }] })).toEqual([]);
  });

  it('hold a family by its largest account only', () => {
    const family = (lead: object, member: object) => ({
      accounts: [
        account('a', { csmId: 'ana', arr: 500, ...lead }),
        account('b', { csmId: 'ben', parentId: 'a', ...member }),
      ],
      csms,
      policy: { locks, families: 'together-same-coverage' as const },
    });
    const strategic = { strategic: true };
    expect(broken('locks', family(strategic, {}), { a: 'ben', b: 'ben' })).toEqual([
      ['lock-broken', 'a', 2, 0],
    ]);
    expect(broken('locks', family({}, strategic), { a: 'ana', b: 'ana' })).toEqual([]);
  });

  it('count as given up where the plan says so', () => {
    const company = { accounts: [account('a', { csmId: 'ana', strategic: true })], csms, policy: { locks } };
    expect(
      broken('locks', company, { a: 'ben' }, { pins: new Set(), locks: new Set(['a']) as never }),
    ).toEqual([]);
  });
});
