import { defaultPolicy, type AccountRecord, type CsmRecord } from '@bailiwick/contracts';
import type { AccountId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import type { PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { Planner } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { threadedPlanner } from './threaded-planner.js';

const lists = { products: [], requiredSkills: [], clearances: [], attributes: {} };
const csm = (id: string): CsmRecord => ({
  csmId: id as CsmId,
  regions: [],
  countries: [],
  languages: [],
  skills: [],
  clearances: [],
  tiers: [],
  capacityHours: 100,
  leaves: [],
  pool: false,
});

function inputOf(parents: readonly (string | undefined)[], csms = 2): PlanningInput {
  const accounts = parents.map((parentId, i): AccountRecord => ({
    ...lists,
    accountId: `a${i}` as AccountId,
    arr: 1_000 * (i + 1),
    status: 'active',
    ...(parentId === undefined ? {} : { parentId: parentId as AccountId }),
  }));
  return {
    company: { accounts, csms: Array.from({ length: csms }, (_, j) => csm(`c${j}`)) },
    policy: defaultPolicy,
    tiers: [{ id: 'low' as TierId, coverage: 'named', ratio: 50 }],
    tierOf: new Map(accounts.map(({ accountId }) => [accountId, 'low' as TierId])),
    asOf: '2026-10-01' as IsoDate,
  };
}

const options = { seed: 1, iterations: 5_000, timeLimitSeconds: null, solver: 'auto' } as const;

describe('a planner on another thread', () => {
  let planner: Planner;
  beforeAll(() => (planner = threadedPlanner()));
  afterAll(() => planner.close());

  it('makes the plan, says what it changes and tells how far it is', async () => {
    const seen: PlanProgress[] = [];
    const input = inputOf([undefined, undefined, undefined]);
    const { plan, changes } = await planner.plan(input, { ...options, onProgress: (p) => seen.push(p) });
    expect(plan.status).toBe('optimal');
    expect(changes.map(({ accountId, from }) => [accountId, from])).toEqual([
      ['a0', null],
      ['a1', null],
      ['a2', null],
    ]);
    expect(changes[0]!.basis).toMatchObject({ status: 'active', tier: 'low', owner: '-' });
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
    const input = inputOf(Array<undefined>(400).fill(undefined), 20);
    const long = planner.plan(input, { ...options, iterations: 1_000_000_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 500);
    const { plan } = await long;
    expect(plan.solver.stoppedByTime).toBe(true);
    expect(plan.counts['assigned']).toBeGreaterThan(0);
  });
});
