import { defaultPolicy, planMoves } from '@bailiwick/contracts';
import type { PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { Planner } from '../../application/planner.port.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { account, csm, input } from '../../domain/verify/testing/company.js';
import { planIn, sourceOf } from '../../testing/plan-source.js';
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
    const watched = { ...options, onProgress: (p: PlanProgress) => seen.push(p) };
    const written = await planner.write(sourceOf(company), watched);
    expect([planIn(written).status, written.figures.status]).toEqual(['optimal', 'optimal']);
    const { moves } = planMoves.parse(JSON.parse(written.moves));
    expect(moves.map(({ accountId, from }) => [accountId, from])).toEqual([
      ['a0', null],
      ['a1', null],
      ['a2', null],
    ]);
    expect(moves[0]!.basis).toMatchObject({ status: 'active', tier: 'T1', owner: '-' });
    expect(seen.length).toBeGreaterThan(0);
  });

  it('keeps the problems of an input that cannot be planned', async () => {
    await expect(planner.write(sourceOf(inputOf(['a1', 'a0'])), options)).rejects.toMatchObject({
      code: 'invalid-input',
      problems: [expect.objectContaining({ code: 'parent-cycle' })],
    });
  });

  it('plans nothing of a company that does not come whole, and goes on with the next', async () => {
    const source = sourceOf(inputOf([undefined, undefined, undefined]));
    const torn = {
      ...source,
      async *accounts() {
        for await (const piece of source.accounts()) {
          yield piece;
          throw new Error('torn');
        }
      },
    };
    await expect(planner.write(torn, options)).rejects.toThrow('torn');
    const gone = AbortSignal.abort();
    await expect(planner.write(source, { ...options, signal: gone })).rejects.toThrow('aborted');
    expect((await planner.write(source, options)).figures.counts['assigned']).toBe(3);
  });

  it('ends early when it is asked to, with the best plan so far', async () => {
    const stop = new AbortController();
    const company = inputOf(Array<undefined>(400).fill(undefined), 20);
    const long = planner.write(sourceOf(company), {
      ...options,
      iterations: 1_000_000_000,
      signal: stop.signal,
    });
    setTimeout(() => stop.abort(), 500);
    const plan = planIn(await long);
    expect(plan.solver.stoppedByTime).toBe(true);
    expect(plan.counts['assigned']).toBeGreaterThan(0);
  });
});
