import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import { checkRuleSet } from '@bailiwick/tiering';
import { planIn, sourceOf } from '../../testing/plan-source.js';
import { threadedPlanner } from '../../adapters/planner/threaded-planner.js';
import { account, csm, input } from '../../domain/verify/testing/company.js';
import type { Planner } from '../planner.port.js';
import { planningTiers } from '../prepare-input/prepare-input.js';
import { workloadMeasures } from '../workload-measures.js';
import { type EditedBook, previewReoptimised } from './preview-reoptimised.js';

const options = { seed: 1, iterations: 5_000, timeLimitSeconds: null, solver: 'auto' } as const;

/** From 60K on accounts have a person instead of from 50K. */
function raised(): RuleSet {
  const [under, middle, top] = structuredClone(defaultRuleSet.bands!['arr']!);
  const arr = [{ ...under!, to: 60_000 }, { ...middle!, from: 60_000 }, top!];
  return {
    ...structuredClone(defaultRuleSet),
    version: 2,
    bands: { arr },
    stability: { bufferPct: 0 },
    tests: [],
  };
}

/** A55 has a person who would have to hand it to the pool; the CSM of A90 has left, whatever the rules. */
function edited(next: RuleSet): EditedBook {
  const accounts = [
    account('A55', { arr: 55_000, tier: 'low', csmId: 'C1' }),
    account('A70', { arr: 70_000, tier: 'low', csmId: 'C1' }),
    account('A90', { arr: 90_000, tier: 'low', csmId: 'GONE' }),
    account('A10', { arr: 10_000, tier: 'tech', csmId: 'POOL' }),
  ];
  const { company, policy, asOf } = input({
    accounts,
    csms: [csm('C1'), csm('POOL', { pool: true })],
  });
  const on = asOf;
  const book = { accounts, on, mode: 'file' as const, ...workloadMeasures(company.csms, policy, on) };
  return { inForce: checkRuleSet(defaultRuleSet), next: checkRuleSet(next), book, company, policy };
}

describe('a book re-optimised after an edit of the rules', () => {
  let planner: Planner;
  beforeAll(() => (planner = threadedPlanner()));
  afterAll(() => planner.close());

  it('tells the moves that the edit brings, apart from those that come anyway', async () => {
    const { changed, reoptimised } = await previewReoptimised(planner, edited(raised()), options, () => 0);
    expect(changed).toBe(1);
    const { today, edited: after, byEdit, moves } = reoptimised;
    expect(today).toMatchObject({
      moved: 1,
      mandatory: 1,
      arrMoved: 90_000,
      territories: 1,
      status: 'optimal',
    });
    expect(after).toMatchObject({ moved: 2, mandatory: 2, arrMoved: 145_000, territories: 2, unassigned: 0 });
    expect(byEdit).toMatchObject({
      moved: 1,
      mandatory: 1,
      discretionary: 0,
      arrMoved: 55_000,
      territories: 1,
    });
    expect(moves).toMatchObject([
      { accountId: 'A90', from: 'GONE', to: 'C1', today: 'same' },
      { accountId: 'A55', from: 'C1', to: 'POOL', tier: 'tech', mandatory: true, today: 'stays' },
    ]);
  });

  it('makes one plan where the edit changes no tier, so that nothing is the edit’s', async () => {
    const outline = jest.fn(planner.outline.bind(planner));
    const { reoptimised } = await previewReoptimised({ outline }, edited(defaultRuleSet), options, () => 0);
    expect(outline).toHaveBeenCalledTimes(1);
    expect(reoptimised.byEdit).toMatchObject({ moved: 0, arrMoved: 0, hoursMoved: 0, territories: 0 });
    expect(reoptimised.edited).toEqual(reoptimised.today);
  });

  it('has the second plan end with the limit, however long the first one took to come and go', async () => {
    const limits: (number | null)[] = [];
    let over = 3;
    const outline: Planner['outline'] = (given, asked) => {
      limits.push(asked.timeLimitSeconds);
      // Each plan keeps its limit, and takes ten seconds to hand over.
      over += asked.timeLimitSeconds! + 10;
      return planner.outline(given, { ...asked, timeLimitSeconds: null });
    };
    const limited = { ...options, timeLimitSeconds: 100 };
    await previewReoptimised({ outline }, edited(raised()), limited, () => over);
    expect(limits).toEqual([44.5, 32.5]);
    expect(over).toBe(100);
  });

  it('gives the second plan time enough to be compared, where the first one had to wait', async () => {
    const limits: (number | null)[] = [];
    let over = 0;
    const outline: Planner['outline'] = (given, asked) => {
      limits.push(asked.timeLimitSeconds);
      over += 90;
      return planner.outline(given, { ...asked, timeLimitSeconds: null });
    };
    await previewReoptimised(
      { outline },
      edited(raised()),
      { ...options, timeLimitSeconds: 100 },
      () => over,
    );
    expect(limits).toEqual([46, expect.closeTo((46 * 2) / 3)]);
  });

  it('takes from a plan’s outline what the plan itself says', async () => {
    const { company, policy, book } = edited(raised());
    const tierOf = new Map([...book.accounts].map(({ accountId, tier }) => [accountId, tier!] as const));
    const given = {
      company,
      policy,
      tiers: planningTiers(checkRuleSet(defaultRuleSet)),
      tierOf,
      asOf: book.on,
    };
    const plan = planIn(await planner.write(sourceOf(given), options));
    const moves = plan.accounts.filter(({ moved }) => moved);
    expect(moves).toHaveLength(1);
    expect(await planner.outline(given, options)).toEqual({
      status: plan.status,
      objective: plan.objective,
      gap: plan.gap,
      counts: plan.counts,
      stoppedByTime: plan.solver.stoppedByTime,
      territories: plan.csms.filter(({ movesIn, movesOut }) => movesIn + movesOut > 0).length,
      moves,
    });
  });
});
