import { seededRng } from '@bailiwick/kernel';
import { threadedEngine } from '../../adapters/engine/threaded-engine.js';
import { htmlReport } from '../../domain/report/html-report.js';
import type { FrontierPoint, Plan } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { randomCompany } from '../../testing/random-company.js';
import { planTerritories } from './plan-territories.js';

const BUDGETS = [0, 1, 2, 4, 0.5];
const options = { seed: 1, iterations: 5_000, timeLimitSeconds: null, solver: 'auto' } as const;
const engine = threadedEngine();
afterAll(() => engine.close());

const company = randomCompany(seededRng(3), { accounts: 24, csms: 4, aes: 3, features: 0.2 });

function within(input: PlanningInput, maxAccounts: number | null): PlanningInput {
  const { policy } = input;
  return { ...input, policy: { ...policy, disruption: { ...policy.disruption, maxAccounts } } };
}

async function plan(maxAccounts: number | null, frontier?: readonly number[]): Promise<Plan> {
  const asked = frontier ? { ...options, frontier } : options;
  return planTerritories(within(company, maxAccounts), asked, engine, Date.now);
}

describe('the frontier of disruption', () => {
  let free: Plan;
  let points: readonly FrontierPoint[];
  beforeAll(async () => {
    free = await plan(null, BUDGETS);
    points = free.frontier!;
  });

  it('is by budget, shares of the accounts among them, and less is never better', () => {
    const owned = company.company.accounts.filter((a) => a.status === 'active' && a.csmId).length;
    expect(points.map(({ maxMoves }) => maxMoves)).toEqual([0, 1, 2, 4, owned / 2]);
    points.slice(1).forEach((point, n) => {
      expect(point.objective).toBeLessThanOrEqual(points[n]!.objective);
      expect(point.bound).toBeLessThanOrEqual(points[n]!.bound!);
    });
    expect(points[0]!.objective).toBeGreaterThan(points.at(-1)!.objective);
  });

  it('is what a plan of its own with that budget comes to', async () => {
    for (const { maxMoves, moves, status, objective } of points) {
      const alone = await plan(maxMoves);
      expect({ maxMoves, status, objective }).toEqual({
        maxMoves,
        status: alone.status,
        objective: expect.closeTo(alone.objective, 6),
      });
      if (status === 'optimal') expect(moves).toBeLessThanOrEqual(maxMoves);
    }
  });

  it('gives the price of one more move, and leaves the plan that was asked for as it is', async () => {
    const [, one, two, four] = points;
    expect(one!.priceOfOneMore).toBeCloseTo(one!.objective - two!.objective, 6);
    expect(two!.priceOfOneMore).toBeCloseTo((two!.objective - four!.objective) / 2, 6);
    expect(points.at(-1)!.priceOfOneMore).toBeNull();
    const alone = await plan(null);
    expect([free.objective, free.status]).toEqual([expect.closeTo(alone.objective, 6), alone.status]);
    expect('frontier' in alone).toBe(false);
  });

  it('is a table of the report', () => {
    expect(htmlReport(free, 'Plan')).toContain('What more moves would bring');
  });
});
