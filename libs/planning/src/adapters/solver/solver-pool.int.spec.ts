import { fileURLToPath } from 'node:url';
import { seededRng } from '@bailiwick/kernel';
import { buildMip } from '../../domain/model/build-mip.js';
import type { MipModel, TerritoryModel } from '../../domain/model/mip-model.js';
import { restrictProblem } from '../../domain/model/restrict-problem.js';
import { safeDualBound } from '../../domain/model/safe-dual-bound.js';
import { bruteForce, FEATURES, randomProblem } from '../../testing/random-problem.js';
import type { SolveOptions, SolveProgress } from '../../application/solver.port.js';
import { chooseSolver, SolverPool } from './solver-pool.js';

const options = { timeLimitSeconds: 60 };
const featuresOff = Object.fromEntries(FEATURES.map((name) => [name, false]));
const problem = randomProblem(seededRng(4), { features: featuresOff });
const model = buildMip(problem);
const drawHard = (units: number): TerritoryModel => {
  const on = { pairs: true, nobody: true, balanceHours: true, balanceArr: true, balanceRenewals: true };
  const sizes = { units, csms: 6, aes: 8, arcsPerUnit: 6 };
  return buildMip(randomProblem(seededRng(2), { ...sizes, features: { ...featuresOff, ...on } }));
};
/** Has a solution and a bound at once and a gap for longer than any test waits. */
const hard = drawHard(60);
/** Takes a second or so. */
const modest = drawHard(15);
/** Machines under test are slow at times; no test waits for this. */
const PATIENCE = 120_000;

describe('SolverPool', () => {
  let pool: SolverPool;
  beforeAll(() => (pool = new SolverPool({ threads: 2, graceSeconds: 5 })));
  afterAll(() => pool.close());

  it.each(['glpk', 'highs', 'auto'] as const)('proves the optimum by %s', async (kind) => {
    const outcome = await pool.solver(kind).solve(model, options);
    expect(outcome.status).toBe('optimal');
    if (outcome.status !== 'optimal') return;
    expect(outcome.objective).toBeCloseTo(bruteForce(problem)!.objective, 6);
    expect(outcome.bound).toBeLessThanOrEqual(outcome.objective);
  });

  it('gives duals of the relaxation that prove its bound', async () => {
    for (const kind of ['glpk', 'highs'] as const) {
      const outcome = await pool.solver(kind).solve(model, { ...options, lpOnly: true });
      if (outcome.status !== 'optimal') throw new Error(outcome.status);
      const proven = safeDualBound(model, outcome.duals!);
      expect(proven).toBeLessThanOrEqual(outcome.objective + 1e-9);
      expect(proven).toBeCloseTo(outcome.objective, 6);
    }
  });

  it('solves models without columns or without rows', async () => {
    const noColumns = buildMip(
      restrictProblem(problem, problem.arcStart.slice(0, problem.unitCount), []).problem,
    );
    const noRows: MipModel = {
      ...{ numCols: 2, numRows: 0, colCost: Float64Array.of(-1, 1), integrality: Uint8Array.of(1, 0) },
      ...{ colLower: Float64Array.of(0, -2), colUpper: Float64Array.of(3.5, 2), rowStart: Int32Array.of(0) },
      ...{ rowIndex: new Int32Array(0), rowValue: new Float64Array(0) },
      ...{ rowLower: new Float64Array(0), rowUpper: new Float64Array(0) },
    };
    for (const kind of ['glpk', 'highs'] as const) {
      expect(await pool.solver(kind).solve(noColumns, options)).toMatchObject({
        status: 'optimal',
        objective: 0,
      });
      expect(await pool.solver(kind).solve(noRows, options)).toMatchObject({
        status: 'optimal',
        objective: -5,
      });
    }
  });

  it('tells infeasible from unbounded', async () => {
    const toy: MipModel = {
      ...{ numCols: 1, numRows: 1, colCost: Float64Array.of(-1), integrality: Uint8Array.of(1) },
      ...{ colLower: Float64Array.of(0), colUpper: Float64Array.of(Infinity), rowStart: Int32Array.of(0, 1) },
      ...{ rowIndex: Int32Array.of(0), rowValue: Float64Array.of(1) },
      ...{ rowLower: Float64Array.of(2), rowUpper: Float64Array.of(Infinity) },
    };
    const impossible = { ...toy, colUpper: Float64Array.of(1) };
    for (const kind of ['glpk', 'highs'] as const) {
      for (const lpOnly of [true, false]) {
        expect((await pool.solver(kind).solve(impossible, { ...options, lpOnly })).status).toBe('infeasible');
        const open = await pool.solver(kind).solve(toy, { ...options, lpOnly });
        // HiGHS leaves it open whether such a MIP is infeasible; it never calls it solved.
        expect(['unbounded', 'failed']).toContain(open.status);
      }
    }
  });

  it('refuses a broken model before a solver sees it', async () => {
    const broken: MipModel = { ...model, colCost: model.colCost.map(() => NaN) };
    const outcome = await pool.solver('glpk').solve(broken, options);
    expect(outcome).toMatchObject({ status: 'failed', reason: { code: 'invalid-model' } });
  });

  it(
    'tells progress and, when aborted, gives the best so far with its bound',
    async () => {
      const heard: SolveProgress[] = [];
      const abort = new AbortController();
      const onProgress = (progress: SolveProgress): void => {
        heard.push(progress);
        if (progress.objective !== null && progress.bound !== null) abort.abort();
      };
      const outcome = await pool.solver('highs').solve(hard, { ...options, onProgress }, abort.signal);
      expect(outcome.status).toBe('feasible');
      if (outcome.status !== 'feasible') return;
      expect(heard.length).toBeGreaterThan(0);
      expect(outcome.bound!).toBeLessThan(outcome.objective);
      expect(outcome.objective).toBeLessThanOrEqual(heard.findLast((p) => p.objective !== null)!.objective!);
    },
    PATIENCE,
  );

  /** A solve that ends by its time limit with a solution; on a slow machine that takes a longer one. */
  async function solveHard(kind: 'glpk' | 'highs' | 'auto', more: Partial<SolveOptions> = {}) {
    for (let timeLimitSeconds = 1; ; timeLimitSeconds *= 4) {
      const outcome = await pool.solver(kind).solve(hard, { timeLimitSeconds, ...more });
      if (outcome.status === 'feasible' && outcome.bound !== null) return outcome;
      if (timeLimitSeconds > 20) throw new Error(JSON.stringify(outcome));
    }
  }

  it.each(['glpk', 'highs', 'auto'] as const)(
    'stops %s at its time limit with what it has',
    async (kind) => {
      const { bound, objective } = await solveHard(kind);
      expect(bound!).toBeGreaterThan(0);
      expect(bound!).toBeLessThan(objective);
    },
    PATIENCE,
  );

  it(
    'starts HiGHS from a given solution',
    async () => {
      const first = await solveHard('glpk');
      const again = await solveHard('highs', { warmStart: first.x });
      expect(again.objective).toBeLessThanOrEqual(first.objective + 1e-6);
    },
    PATIENCE,
  );

  it(
    'stops HiGHS at the same node, whatever the clock',
    async () => {
      const limited = { ...options, nodeLimit: 1 };
      const outcomes = await Promise.all([1, 2].map(() => pool.solver('highs').solve(modest, limited)));
      expect(outcomes[0]!.status).toBe('feasible');
      expect(outcomes[0]).toEqual(outcomes[1]);
    },
    PATIENCE,
  );

  it('does not begin a solve that is aborted already', async () => {
    const outcome = await pool.solver('highs').solve(model, options, AbortSignal.abort());
    expect(outcome).toMatchObject({ status: 'failed', reason: { code: 'aborted' } });
  });
});

describe('SolverPool with a faulty solver', () => {
  const workerFile = fileURLToPath(new URL('./faulty.worker.fixture.mjs', import.meta.url));
  const [crash, hang, hangWithSolution, throws, throwsLater] = [1, 2, 3, 4, 5];
  let pool: SolverPool;
  beforeAll(() => (pool = new SolverPool({ threads: 1, graceSeconds: 1, workerFile })));
  afterAll(() => pool.close());
  const solve = (seed: number, signal?: AbortSignal) =>
    pool.solver('highs').solve(model, { timeLimitSeconds: 0.1, seed }, signal);

  it.each([
    ['a thread that exits', crash, 'solver-crashed'],
    ['a solver that throws', throws, 'solver-crashed'],
    ['a thread with an uncaught error', throwsLater, 'solver-crashed'],
    ['a solver that hangs', hang, 'solver-overran'],
  ])('reports %s and goes on', async (_, fault, code) => {
    const [broken, next] = await Promise.all([solve(fault), solve(0)]);
    expect(broken).toMatchObject({ status: 'failed', reason: { code } });
    expect(next.status).toBe('optimal');
  });

  it('keeps the last solution and bound of a solver that then hangs', async () => {
    const outcome = await solve(hangWithSolution);
    expect(outcome).toMatchObject({ status: 'feasible', objective: 7, bound: 5 });
  });

  it('ends a solver that ignores an abort', async () => {
    const abort = new AbortController();
    const pending = pool.solver('highs').solve(model, { timeLimitSeconds: 60, seed: hang }, abort.signal);
    setTimeout(() => abort.abort(), 100);
    expect(await pending).toMatchObject({ status: 'failed', reason: { code: 'aborted' } });
    expect((await solve(0)).status).toBe('optimal');
  });
});

describe('chooseSolver', () => {
  it('takes GLPK for small models', () => {
    expect([chooseSolver({ numCols: 100 }), chooseSolver({ numCols: 2000 })]).toEqual(['glpk', 'highs']);
  });
});
