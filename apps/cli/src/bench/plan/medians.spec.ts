import { mediansOf } from './medians.js';
import type { PlanFigure } from './plan-bench.js';
import { planTable } from './plan-table.js';

function figure(over: Partial<PlanFigure>): PlanFigure {
  return {
    ...{ kind: 'lab', accounts: 200, csms: 10, seed: 1, solver: 'bailiwick', objective: 100, bound: 90 },
    ...{ gap: 0.1, unassignedPoints: 0, verified: true, seconds: 1, cpuSeconds: 1, peakMb: 1, startMb: 1 },
    ...{ phases: [], solutionHash: null },
    ...over,
  };
}

const ours = [100, 300, 200].map((objective, k) => figure({ seed: k + 1, objective }));
const highs = [110, 290, null].map((objective, k) => figure({ seed: k + 1, objective, solver: 'highs' }));

describe('mediansOf', () => {
  it('is by size and solver, and counts a seed without a plan as the worst', () => {
    const [own, peer] = mediansOf([...ours, ...highs]);
    expect(own).toMatchObject({ solver: 'bailiwick', seeds: 3, found: 3, objective: 200, aboveOurs: 0 });
    expect(peer).toMatchObject({ solver: 'highs', seeds: 3, found: 2, objective: 290, gap: 0.1 });
    // +10%, −3.3%, no plan: the middle is +10%, which a median of those that were found would hide.
    expect(peer!.aboveOurs).toBeCloseTo(0.1, 12);
  });

  it('says nothing of a median that has no plan, of a plan that is not verified, and of a single seed', () => {
    const poor = [110, 110, 110].map((objective, k) =>
      figure({ seed: k + 1, objective, solver: 'cpsat', verified: k === 0 }),
    );
    expect(mediansOf([...ours, ...poor])[1]).toMatchObject({ found: 1, objective: null, aboveOurs: null });
    expect(mediansOf([figure({})])).toEqual([]);
    expect(mediansOf([figure({}), figure({ accounts: 1000 })])).toEqual([]);
  });

  it('compares with ours of the same instance, beside unassigned accounts', () => {
    const own = [1, 2].map((seed) => figure({ seed, objective: 1_000_100, unassignedPoints: 1_000_000 }));
    const peer = [1, 2].map((seed) => figure({ seed, objective: 1_000_125, solver: 'highs' }));
    expect(mediansOf([...own, ...peer])[1]!.aboveOurs).toBeCloseTo(0.25, 12);
  });

  it('is in the table where there is more than one seed', () => {
    const machine = {
      ...{ cores: 2, cpu: 'x', memoryGb: 1, node: '20', folder: '/', loadBefore: 0, loadAfter: 0 },
    } as never;
    const table = (plans: PlanFigure[]): string =>
      planTable({ command: 'c', machine, plans, medians: mediansOf(plans) });
    expect(table([...ours, ...highs])).toMatch(/200 × 10 lab +highs +2 of 3 +290 +10\.000% +10\.000%/);
    expect(table([figure({})])).not.toContain('median');
  });
});
