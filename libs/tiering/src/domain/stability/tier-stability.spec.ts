import fc from 'fast-check';
import { defaultStability, type Stability } from '@bailiwick/contracts';
import { addDays, daysBetween, type IsoDate } from '@bailiwick/kernel';
import type { DecisionCause } from '../decision/tier-decision.js';
import { afterFreeze, nextOpenReviewDate, nextReviewDate } from './review-calendar.js';
import { stabilise, type ChangeOrigin, type StabilityOutcome, type TierHistory } from './tier-stability.js';

const day = (text: string) => text as IsoDate;
const calm = (members: Partial<Stability> = {}): Stability => ({
  ...defaultStability,
  reviewCadence: 'none',
  ...members,
});
const low: TierHistory = { tier: 'low', since: day('2025-01-01') };

function check(
  history: TierHistory | undefined,
  on: string,
  rawTier: string,
  cause?: DecisionCause,
  policy = calm(),
  by: ChangeOrigin = 'account',
) {
  const said = cause ?? (rawTier === history?.tier ? 'unchanged' : 'changed');
  const tier = said === 'buffer' ? history!.tier : rawTier;
  return stabilise(policy, history, { on: day(on), decision: { tier, rawTier, cause: said }, by });
}

/** Runs evaluations `[day, raw tier, cause?]` one after the other. */
function run(
  policy: Stability,
  steps: [string, string, DecisionCause?][],
  history: TierHistory = low,
): StabilityOutcome[] {
  let now = history;
  return steps.map(([on, raw, cause]) => {
    const outcome = check(now, on, raw, cause, policy);
    now = outcome.history;
    return outcome;
  });
}
const tiersOf = (outcomes: StabilityOutcome[]) => outcomes.map((o) => o.history.tier);

describe('the review calendar', () => {
  it.each<[Stability['reviewCadence'], string, string]>([
    ['none', '2026-03-05', '2026-03-05'],
    ['monthly', '2026-03-01', '2026-03-01'],
    ['monthly', '2026-03-02', '2026-04-01'],
    ['monthly', '2026-12-31', '2027-01-01'],
    ['quarterly', '2026-04-01', '2026-04-01'],
    ['quarterly', '2026-04-02', '2026-07-01'],
    ['quarterly', '2026-11-15', '2027-01-01'],
    ['yearly', '2026-01-01', '2026-01-01'],
    ['yearly', '2026-01-02', '2027-01-01'],
  ])('%s from %s: %s', (cadence, from, expected) => {
    expect(nextReviewDate(cadence, day(from))).toBe(expected);
  });

  it('steps over windows that touch, and over review dates inside them', () => {
    const freezeWindows = [
      { from: '2026-12-15', to: '2027-01-05' },
      { from: '2027-01-06', to: '2027-01-10' },
    ];
    expect(afterFreeze(freezeWindows, day('2026-12-20'))).toBe('2027-01-11');
    expect(afterFreeze(freezeWindows, day('2026-12-14'))).toBe('2026-12-14');
    expect(afterFreeze(freezeWindows, day('2027-01-10'))).toBe('2027-01-11');
    expect(nextOpenReviewDate(calm({ freezeWindows, reviewCadence: 'monthly' }), day('2026-12-02'))).toBe(
      '2027-02-01',
    );
  });
});

describe('stability', () => {
  it('a first tier, an override and a bypass rule apply at once', () => {
    expect(check(undefined, '2026-01-01', 'high', 'first-tier')).toEqual({
      history: { tier: 'high', since: '2026-01-01' },
      changed: true,
    });
    const frozen = calm({
      freezeWindows: [{ from: '2026-01-01', to: '2026-12-31' }],
      minDwellDays: 900,
      reviewCadence: 'yearly',
    });
    for (const cause of ['override', 'bypass'] as const) {
      expect(check(low, '2026-01-02', 'high', cause, frozen)).toMatchObject({
        history: { tier: 'high' },
        changed: true,
      });
    }
  });

  it('a change is applied when it still holds at the second check, 30 days apart', () => {
    const outcomes = run(calm(), [
      ['2026-01-01', 'high'],
      ['2026-01-31', 'high'],
      ['2026-03-02', 'high'],
    ]);
    expect(tiersOf(outcomes)).toEqual(['low', 'low', 'high']);
    expect(outcomes.map((o) => o.nextCheckOn)).toEqual(['2026-01-31', '2026-03-02', undefined]);
    expect(outcomes.at(-1)?.history).toEqual({ tier: 'high', since: '2026-03-02' });
  });

  it('evaluations between checks do not count, in either direction', () => {
    const steps: [string, string][] = [
      ['2026-01-01', 'high'],
      ['2026-01-10', 'high'],
      ['2026-01-20', 'low'],
      ['2026-01-31', 'high'],
      ['2026-03-01', 'tech'],
      ['2026-03-02', 'high'],
    ];
    expect(tiersOf(run(calm(), steps))).toEqual(['low', 'low', 'low', 'low', 'low', 'high']);
  });

  it('a check that yields the previous tier starts over', () => {
    const steps: [string, string, DecisionCause?][] = [
      ['2026-01-01', 'high'],
      ['2026-01-31', 'low'],
      ['2026-02-10', 'high'],
      ['2026-03-12', 'high', 'buffer'],
      ['2026-03-13', 'high'],
      ['2026-04-12', 'high'],
      ['2026-05-12', 'high'],
    ];
    expect(tiersOf(run(calm(), steps))).toEqual(['low', 'low', 'low', 'low', 'low', 'low', 'high']);
  });

  it('a check that yields a third tier starts over with that', () => {
    const steps: [string, string][] = [
      ['2026-01-01', 'high'],
      ['2026-01-31', 'tech'],
      ['2026-03-02', 'tech'],
      ['2026-04-01', 'tech'],
    ];
    expect(tiersOf(run(calm(), steps))).toEqual(['low', 'low', 'low', 'tech']);
  });

  it('without confirmation it applies at once', () => {
    expect(check(low, '2026-01-05', 'high', undefined, calm({ confirmPeriods: 0 }))).toMatchObject({
      changed: true,
    });
  });

  it('the buffer keeps a tier for at most maxBufferDays', () => {
    const policy = calm({ maxBufferDays: 60 });
    const outcomes = run(policy, [
      ['2026-01-01', 'high', 'buffer'],
      ['2026-02-01', 'high', 'buffer'],
      ['2026-03-02', 'high', 'buffer'],
    ]);
    expect(tiersOf(outcomes)).toEqual(['low', 'low', 'high']);
    expect(outcomes[0]?.nextCheckOn).toBe('2026-03-02');
    const left = run(policy, [
      ['2026-01-01', 'high', 'buffer'],
      ['2026-02-01', 'low'],
      ['2026-03-02', 'high', 'buffer'],
    ]);
    expect(left.at(-1)).toMatchObject({ history: { tier: 'low', bufferedSince: '2026-03-02' } });
    expect(
      run(calm({ maxBufferDays: null }), [
        ['2026-01-01', 'high', 'buffer'],
        ['2036-01-01', 'high', 'buffer'],
      ]).at(-1)?.changed,
    ).toBe(false);
  });

  it('a confirmed change waits for review date, dwell and freeze, and is not lost', () => {
    const policy = calm({
      confirmPeriods: 0,
      reviewCadence: 'quarterly',
      minDwellDays: 100,
      freezeWindows: [{ from: '2026-04-01', to: '2026-04-10' }],
    });
    const outcomes = run(
      policy,
      [
        ['2026-01-15', 'high'],
        ['2026-04-01', 'high'],
        ['2026-05-05', 'high'],
        ['2026-07-01', 'high'],
      ],
      { tier: 'low', since: day('2026-01-10') },
    );
    expect(tiersOf(outcomes)).toEqual(['low', 'low', 'low', 'high']);
    expect(outcomes.map((o) => o.nextCheckOn)).toEqual(['2026-07-01', '2026-07-01', '2026-07-01', undefined]);
  });

  it('a change that no longer holds on its day is dropped', () => {
    const policy = calm({ confirmPeriods: 0, reviewCadence: 'monthly' });
    const outcomes = run(policy, [
      ['2026-01-15', 'high'],
      ['2026-01-20', 'low'],
      ['2026-02-01', 'low'],
      ['2026-03-01', 'low'],
    ]);
    expect(outcomes[1]?.history.waiting).toEqual({ tier: 'high', by: 'account' });
    expect(outcomes[2]).toEqual({ history: low, changed: false });
  });

  it('a new rule set faces buffer and freeze, not confirmation, cadence or dwell', () => {
    const policy = calm({
      reviewCadence: 'yearly',
      minDwellDays: 900,
      freezeWindows: [{ from: '2026-02-01', to: '2026-02-10' }],
    });
    expect(check(low, '2026-01-20', 'high', 'changed', policy, 'rule-set')).toMatchObject({
      history: { tier: 'high' },
      changed: true,
    });
    expect(check(low, '2026-01-20', 'high', 'buffer', policy, 'rule-set')).toMatchObject({
      history: { tier: 'low' },
      changed: false,
    });
    const frozen = check(low, '2026-02-03', 'high', 'changed', policy, 'rule-set');
    expect(frozen).toMatchObject({ changed: false, nextCheckOn: '2026-02-11' });
    expect(check(frozen.history, '2026-02-11', 'high', 'changed', policy)).toMatchObject({
      history: { tier: 'high' },
      changed: true,
    });
  });

  const tier = fc.constantFrom('high', 'low', 'tech');
  const steps = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 45 }), raw: tier, buffer: fc.boolean() }),
    { minLength: 1, maxLength: 30 },
  );
  const policies = fc.record({
    bufferPct: fc.constant(10),
    confirmPeriods: fc.integer({ min: 0, max: 3 }),
    periodDays: fc.integer({ min: 1, max: 40 }),
    minDwellDays: fc.integer({ min: 0, max: 90 }),
    maxBufferDays: fc.option(fc.integer({ min: 0, max: 100 })),
    reviewCadence: fc.constantFrom<Stability['reviewCadence']>('none', 'monthly', 'quarterly'),
    freezeWindows: fc.constantFrom<Stability['freezeWindows']>(
      [],
      [{ from: '2026-03-20', to: '2026-06-03' }],
    ),
    bypassRules: fc.constant<string[]>([]),
  });

  it('never changes a tier in a freeze, off a review date or within the dwell, and repeats nothing', () => {
    fc.assert(
      fc.property(policies, steps, (policy, all) => {
        let history = low;
        let on = day('2026-01-01');
        for (const { gap, raw, buffer } of all) {
          on = addDays(on, gap);
          const cause = raw === history.tier ? 'unchanged' : buffer ? 'buffer' : 'changed';
          const outcome = check(history, on, raw, cause, policy);
          if (outcome.changed) {
            expect(outcome.history.tier).toBe(raw);
            expect(nextOpenReviewDate(policy, on)).toBe(on);
            expect(daysBetween(history.since, on)).toBeGreaterThanOrEqual(policy.minDwellDays);
          } else {
            expect(outcome.history.tier).toBe(history.tier);
            expect(check(outcome.history, on, raw, cause, policy).history).toEqual(outcome.history);
          }
          if (outcome.nextCheckOn !== undefined) expect(outcome.nextCheckOn > on).toBe(true);
          history = outcome.history;
        }
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  it('a raw tier that stays is reached by following nextCheckOn alone', () => {
    fc.assert(
      fc.property(policies, (policy) => {
        let outcome = check(low, '2026-01-02', 'high', 'changed', policy);
        for (let i = 0; i < 20 && !outcome.changed; i += 1)
          outcome = check(outcome.history, outcome.nextCheckOn!, 'high', 'changed', policy);
        expect(outcome.history.tier).toBe('high');
      }),
      { numRuns: 200, seed: 9 },
    );
  });
});
