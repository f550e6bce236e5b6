import type { Stability } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';
import type { TierDecision } from '../decision/tier-decision.js';
import { TierCourse } from './tier-course.js';

const none: Stability = {
  bufferPct: 0,
  confirmPeriods: 0,
  periodDays: 30,
  minDwellDays: 0,
  maxBufferDays: null,
  reviewCadence: 'none',
  freezeWindows: [],
  bypassRules: [],
};

/** The facts are the raw tier itself. */
function course(stability: Partial<Stability> = {}): TierCourse<string> {
  return new TierCourse<string>({
    stability: { ...none, ...stability },
    decide: (rawTier, previous) => {
      const cause = previous === null ? 'first-tier' : previous === rawTier ? 'unchanged' : 'changed';
      return { tier: rawTier, rawTier, cause, ruleId: `is-${rawTier}` } as TierDecision;
    },
  });
}

const day = (text: string): IsoDate => text as IsoDate;
const moves = (of: TierCourse<string>): string[] =>
  of.moves.map(({ on, from, to, reversal }) => `${on} ${from}→${to}${reversal ? ' back' : ''}`);

describe('the course of an account’s tier', () => {
  it('counts moves, not first tiers, and a move back within a year as a reversal', () => {
    const c = course();
    c.look(day('2025-01-01'), 'low');
    c.look(day('2025-02-01'), 'high');
    c.look(day('2026-02-01'), 'low');
    c.look(day('2027-02-02'), 'high');
    expect(moves(c)).toEqual(['2025-02-01 low→high', '2026-02-01 high→low back', '2027-02-02 low→high']);
    expect(c.tier).toBe('high');
  });

  it('makes the checks that stability asks for although nothing happens', () => {
    const c = course({ confirmPeriods: 2 });
    c.look(day('2025-01-01'), 'low');
    c.look(day('2025-02-01'), 'high');
    c.passTime(day('2025-04-01'));
    expect(moves(c)).toEqual([]);
    c.passTime(day('2025-04-02'));
    expect(moves(c)).toEqual(['2025-04-02 low→high']);
    expect(c.rawMoves).toEqual(['2025-02-01']);
  });

  it('begins with the tier that an account comes with, and anew when it was away', () => {
    const c = course({ confirmPeriods: 1 });
    c.look(day('2025-01-01'), 'high', 'low');
    c.passTime(day('2025-06-01'));
    expect(moves(c)).toEqual(['2025-01-31 low→high']);
    c.leave();
    c.passTime(day('2026-01-01'));
    c.look(day('2026-01-02'), 'low');
    expect([c.tier, c.moves.length, c.rawMoves.length]).toEqual(['low', 1, 0]);
  });
});
