import { seededRng } from '@bailiwick/kernel';
import { threadedEngine } from '../../adapters/engine/threaded-engine.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import { type Feature, FEATURES, randomProblem } from '../../testing/random-problem.js';
import { sideBySide } from '../../testing/side-by-side.js';
import { PhaseClock } from '../plan-territories/phase-clock.js';
import type { PlanOptions, PlanProgress } from '../plan-territories/plan-options.js';
import type { Solved } from '../plan-territories/solve.js';
import type { BlockHelpers, BlockNews } from './block-helpers.port.js';
import { solveBlock, type SolvedBlock } from './block-task.js';
import { solveInBlocks } from './solve-in-blocks.js';

const SIZE = { units: 130, csms: 8, aes: 6, arcsPerUnit: 8 };
const ON = new Set<Feature>([
  'pairs',
  'nobody',
  'today',
  'ceilings',
  'overload',
  'balanceHours',
  'conflicts',
]);
const features = Object.fromEntries(FEATURES.map((feature) => [feature, ON.has(feature)]));
const options: PlanOptions = { seed: 1, iterations: 2_000, timeLimitSeconds: null, solver: 'auto' };
const engine = threadedEngine();
afterAll(() => engine.close());

/** Three companies that have nothing to do with each other. */
const problem: Problem = sideBySide(
  [1, 2, 3].map((seed) => randomProblem(seededRng(seed), { ...SIZE, features })),
);

type Helping = (solved: SolvedBlock) => SolvedBlock | undefined;

/** Somebody who takes the last block, and hands in what `helping` makes of it: nothing, where he dies. */
class Helper implements BlockHelpers {
  asked = 0;
  private taken: string | undefined;
  private listener: (news: BlockNews) => void = () => undefined;

  constructor(private readonly helping: Helping) {}

  offer: BlockHelpers['offer'] = (blocks, listener) => {
    this.listener = listener;
    this.taken = blocks.at(-1)!.hash;
    listener({ kind: 'taken', hash: this.taken, by: 'helper' });
  };

  give: BlockHelpers['give'] = (hash, task) => {
    this.asked++;
    void solveBlock(task, { onProgress: () => undefined }, engine, Date.now).then((found) => {
      const solved = this.helping(found);
      if (solved) this.listener({ kind: 'solved', hash, by: 'helper', solved });
      this.taken = undefined;
    });
  };

  take: BlockHelpers['take'] = (hash) => Promise.resolve(hash !== this.taken);

  withdraw: BlockHelpers['withdraw'] = () => undefined;
}

function solve(helpers?: BlockHelpers, more: Partial<PlanOptions> = {}): Promise<Solved> {
  const clock = new PhaseClock(Date.now, Date.now());
  const frame = { now: Date.now, deadline: undefined, clock };
  return solveInBlocks({ problem }, { ...options, ...more }, engine, frame, helpers);
}

describe('a problem that is solved block by block', () => {
  let alone: Solved;
  const seen: PlanProgress[] = [];
  beforeAll(async () => (alone = await solve(undefined, { onProgress: (p) => seen.push(p) })), 60_000);

  it('is solved as a whole, with a bound of the whole, and tells how each block stands', () => {
    const { objective, feasible } = evaluateSolution(problem, alone.solution);
    expect([alone.objective, alone.feasible]).toEqual([objective, feasible]);
    expect(feasible).toBe(true);
    expect(alone.bound).toBeLessThanOrEqual(objective);
    expect(alone.bound).toBeGreaterThan(0.9 * objective);
    expect(seen.at(-1)!.blocks!.map(({ stage, done }) => [stage, done])).toEqual(
      Array(3).fill(['solved', 1]),
    );
    expect(seen.at(-1)!.objective).toBeCloseTo(objective, 6);
    expect(seen[0]!.blocks!.map(({ stage }) => stage)).toContain('waiting');
  });

  it('comes out the same whoever solves a block, and whatever becomes of him', async () => {
    const handsIn = new Helper((found) => found);
    const dies = new Helper(() => undefined);
    const errs = new Helper((found) => ({
      ...found,
      solution: found.solution.map((arc) => arc + 1_000_000),
    }));
    for (const helper of [handsIn, dies, errs]) {
      const helped = await solve(helper);
      expect([...helped.solution]).toEqual([...alone.solution]);
      expect(helped.bound).toBe(alone.bound);
      expect(helper.asked).toBe(1);
    }
  }, 60_000);

  it('does not wait for anybody when the time is up', async () => {
    const never: BlockHelpers = {
      offer: (blocks, listener) =>
        blocks.forEach(({ hash }) => listener({ kind: 'taken', hash, by: 'sleeper' })),
      take: () => Promise.resolve(false),
      give: () => undefined,
      withdraw: () => undefined,
    };
    const frame = { now: Date.now, deadline: Date.now() + 500, clock: new PhaseClock(Date.now, Date.now()) };
    const late = { ...options, iterations: null, timeLimitSeconds: 0.5 };
    const solved = await solveInBlocks({ problem }, late, engine, frame, never);
    expect(evaluateSolution(problem, solved.solution).objective).toBe(solved.objective);
    expect(solved.stoppedByTime).toBe(true);
  }, 60_000);
});
