import { defaultPolicy, defaultRuleSet } from '@bailiwick/contracts';
import type { AccountId, IsoDate } from '@bailiwick/kernel';
import type { SubjectEvent } from '@bailiwick/lifecycle';
import { checkRuleSet } from '@bailiwick/tiering';
import { tierRules } from '../../application/rules/rule-reader.js';
import { replayAccounts, type ReplayedAccount } from './replay-account.js';
import { ReplayTally } from './rule-replay.js';

type Said = readonly [type: string, day: string, data?: Record<string, unknown>];

const window = { from: '2025-01-01' as IsoDate, to: '2026-01-01' as IsoDate };

function replayed(said: readonly Said[], stability: object = {}): ReplayedAccount {
  const events = said.map(([type, day, data], i) => ({
    type,
    data: { source: '/crm', id: `e${i}`, time: `${day}T09:00:00.000Z`, data: { accountId: 'A1', ...data } },
  }));
  const calm = { bufferPct: 0, confirmPeriods: 0, reviewCadence: 'none' };
  const rules = tierRules(
    checkRuleSet({ ...defaultRuleSet, tests: [], stability: { ...calm, ...stability } }),
  );
  const given = { rules, policy: defaultPolicy, window };
  return replayAccounts(
    [{ accountId: 'A1' as AccountId, events: events as unknown as SubjectEvent[] }],
    given,
  )[0]!;
}

const moves = (of: ReplayedAccount): string[] => of.moves.map(({ on, from, to }) => `${on} ${from}→${to}`);

describe('an account’s history under a rule set', () => {
  const grows: readonly Said[] = [
    ['AccountNew', '2024-06-01', { name: 'A', arr: 60_000 }],
    ['AccountExpanded', '2024-07-01', { arr: 300_000 }],
    ['AccountContracted', '2025-02-01', { arr: 60_000 }],
    ['AccountExpanded', '2025-03-01', { arrDelta: 240_000 }],
  ];

  it('counts the moves of the window, a reversal of one before it too', () => {
    const account = replayed(grows);
    expect(moves(account)).toEqual(['2025-02-01 high→low', '2025-03-01 low→high']);
    expect(account.moves.map(({ reversal }) => reversal)).toEqual([true, true]);
    expect(account).toMatchObject({ rawMoves: 2, days: 365, tier: 'high' });
  });

  it('applies stability, with checks that fall between events', () => {
    expect(moves(replayed(grows, { confirmPeriods: 1, periodDays: 45 }))).toEqual([]);
    expect(moves(replayed(grows.slice(0, 3), { confirmPeriods: 1, periodDays: 45 }))).toEqual([
      '2025-03-18 high→low',
    ]);
  });

  it('counts the days of a customer only, and begins anew when they come back', () => {
    const account = replayed([
      ['AccountNew', '2025-01-11', { name: 'A', arr: 60_000 }],
      ['AccountChurned', '2025-01-21'],
      ['AccountReactivated', '2025-12-22', { arr: 300_000 }],
      ['AccountContracted', '2026-01-01', { arr: 10_000 }],
    ]);
    expect(account).toEqual({ moves: [], rawMoves: 0, days: 20, tier: 'high' });
  });

  it('lets the rules see nothing of an account that was never introduced', () => {
    expect(replayed([['AccountExpanded', '2025-03-01', { arr: 300_000 }]])).toEqual({
      moves: [],
      rawMoves: 0,
      days: 0,
    });
  });

  it('adds up to rates by account-year', () => {
    const tally = new ReplayTally();
    tally.add(replayed(grows));
    tally.add(replayed([['AccountNew', '2024-01-01', { name: 'B', arr: 10_000 }]]));
    const { movesPerAccountYear, ...sums } = tally.result();
    expect(movesPerAccountYear).toBeCloseTo((2 * 365.25) / 730, 10);
    expect(sums).toMatchObject({
      accounts: 2,
      moves: 2,
      reversals: 2,
      byMonth: [
        { month: '2025-02', moves: 1 },
        { month: '2025-03', moves: 1 },
      ],
      tiers: [
        { tier: 'high', accounts: 1 },
        { tier: 'tech', accounts: 1 },
      ],
    });
  });
});
