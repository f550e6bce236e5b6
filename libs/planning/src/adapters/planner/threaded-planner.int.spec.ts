import { defaultPolicy } from '@bailiwick/contracts';
import type { PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { Planner } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { account, csm, input } from '../../domain/verify/testing/company.js';
import { threadedPlanner } from './threaded-planner.js';

function inputOf(parents: readonly (string | undefined)[], csms = 2): PlanningInput {
  return input({
    accounts: parents.map((parentId, i) => account(`a${i}`, { arr: 1_000 * (i + 1), parentId })),
    csms: Array.from({ length: csms }, (_, j) => csm(`c${j}`)),
    policy: defaultPolicy,
  });
}

const options = { seed: 1, iterations: 5_000, timeLimitSeconds: null, solver: 'auto' } as const;

describe('a planner on another thread', () => {
  let planner: Planner;
  beforeAll(() => (planner = threadedPlanner()));
  afterAll(() => planner.close());

  it('makes the plan, says what it changes and tells how far it is', async () => {
    const seen: PlanProgress[] = [];
    const company = inputOf([undefined, undefined, undefined]);
    const { plan, changes } = await planner.plan(company, { ...options, onProgress: (p) => seen.push(p) });
    expect(plan.status).toBe('optimal');
    expect(changes.map(({ accountId, from }) => [accountId, from])).toEqual([
      ['a0', null],
      ['a1', null],
      ['a2', null],
    ]);
    expect(changes[0]!.basis).toMatchObject({ status: 'active', tier: 'T1', owner: '-' });
    expect(seen.length).toBeGreaterThan(0);
  });

  it('keeps the problems of an input that cannot be planned', async () => {
    await expect(planner.plan(inputOf(['a1', 'a0']), options)).rejects.toMatchObject({
      code: 'invalid-input',
      problems: [expect.objectContaining({ code: 'parent-cycle' })],
    });
  });

  it('ends early when it is asked to, with the best plan so far', async () => {
    const stop = new AbortController();
    const company = inputOf(Array<undefined>(400).fill(undefined), 20);
    const long = planner.plan(company, { ...options, iterations: 1_000_000_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    const { plan } = await long;
    expect(plan.solver.stoppedByTime).toBe(true);
    expect(plan.counts['assigned']).toBeGreaterThan(0);
  });
});
