import type { PlanProposedData } from '@bailiwick/contracts';
import type { Instant } from '@bailiwick/contracts';
import { decidePlan, type PlanCommand } from './plan.decider.js';
import type { PlanStage, PlanState } from './plan-state.js';

const AT = '2026-10-01T00:00:00.000Z' as Instant;
const made = {
  status: 'feasible',
  moves: ['a'.repeat(64)],
  counts: { accounts: 3, moved: 2 },
  objective: 5,
  gap: null,
} as unknown as PlanProposedData;

function plan(stage: PlanStage, more: Partial<PlanState> = {}): PlanState {
  const proposed = stage === 'requested' ? {} : { proposed: made };
  return { planId: 'p', stage, version: 1, reviews: {}, changedAt: 0, ...proposed, ...more };
}

const types = (state: PlanState, command: PlanCommand): string[] =>
  decidePlan(state, command).map(({ type }) => type);

describe('a plan', () => {
  it('goes from request over proposal and approval to commit, and back', () => {
    expect(types(plan('requested'), { do: 'cancel' })).toEqual(['PlanCancelled']);
    expect(types(plan('proposed'), { do: 'approve' })).toEqual(['PlanApproved']);
    expect(types(plan('proposed'), { do: 'reject' })).toEqual(['PlanRejected']);
    expect(types(plan('approved'), { do: 'reject' })).toEqual(['PlanRejected']);
    expect(types(plan('approved'), { do: 'commit', effectiveAt: AT })).toEqual(['PlanCommitRequested']);
    expect(types(plan('committed'), { do: 'roll-back', effectiveAt: AT })).toEqual(['PlanRollbackRequested']);
  });

  it.each<[PlanStage, PlanCommand]>([
    ['cancelled', { do: 'cancel' }],
    ['approved', { do: 'approve' }],
    ['committed', { do: 'approve' }],
    ['rejected', { do: 'reject' }],
    ['committing', { do: 'commit', effectiveAt: AT }],
    ['committed', { do: 'commit', effectiveAt: AT }],
    ['rolled-back', { do: 'roll-back', effectiveAt: AT }],
  ])('that is %s does nothing when told the same again', (stage, command) => {
    expect(decidePlan(plan(stage), command)).toEqual([]);
  });

  it.each<[PlanStage, PlanCommand]>([
    ['proposed', { do: 'commit', effectiveAt: AT }],
    ['requested', { do: 'approve' }],
    ['committed', { do: 'reject' }],
    ['committed', { do: 'cancel' }],
    ['rolled-back', { do: 'commit', effectiveAt: AT }],
    ['approved', { do: 'review', accountId: 'a', verdict: 'rejected' }],
  ])('that is %s refuses what comes out of turn', (stage, command) => {
    expect(() => decidePlan(plan(stage), command)).toThrow(expect.objectContaining({ code: 'plan-stage' }));
  });

  it('that breaks hard constraints, or that has no moves, is not approved', () => {
    const broken = { ...made, status: 'infeasible' as const };
    expect(() => decidePlan(plan('proposed', { proposed: broken }), { do: 'approve' })).toThrow(
      expect.objectContaining({ code: 'plan-not-usable' }),
    );
    const old = { ...made, moves: undefined };
    expect(() => decidePlan(plan('proposed', { proposed: old as never }), { do: 'approve' })).toThrow(
      expect.objectContaining({ code: 'plan-has-no-moves' }),
    );
  });

  it('takes a review once, and another one in its place', () => {
    const review = { do: 'review', accountId: 'a', verdict: 'rejected', reason: 'talks' } as const;
    expect(types(plan('proposed'), review)).toEqual(['PlanMoveReviewed']);
    const reviewed = plan('proposed', { reviews: { a: { verdict: 'rejected', reason: 'talks', by: 'o' } } });
    expect(types(reviewed, review)).toEqual([]);
    expect(types(reviewed, { ...review, verdict: 'accepted' })).toEqual(['PlanMoveReviewed']);
  });
});
