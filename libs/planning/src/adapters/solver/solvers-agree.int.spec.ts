import type { Highs } from 'highs';
import { seededRng } from '@bailiwick/kernel';
import type { SolverOutcome } from '../../application/solver.port.js';
import { buildMip } from '../../domain/model/build-mip.js';
import type { TerritoryModel } from '../../domain/model/mip-model.js';
import { nameTerritoryModel } from '../../domain/model/model-names.js';
import { readSolution } from '../../domain/model/read-solution.js';
import { safeDualBound } from '../../domain/model/safe-dual-bound.js';
import { lpLines } from '../../domain/model/write-lp.js';
import { mpsLines } from '../../domain/model/write-mps.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import { bruteForce, FEATURES, randomProblem, type Feature } from '../../testing/random-problem.js';
import { loadGlpkDriver } from './glpk.driver.js';
import { loadHighs, loadHighsDriver } from './highs.driver.js';
import type { SolverDriver } from './solve-task.js';

const options = { timeLimitSeconds: 60 };
const PATIENCE = 300_000;
const RANDOM_COMBINATIONS = 260;
const off = Object.fromEntries(FEATURES.map((name) => [name, false]));

/** Every feature alone, every feature with pairs and nobody, all together, and many random combinations. */
function drawProblems(): [string, Problem][] {
  const alone = FEATURES.map((name): [string, Partial<Record<Feature, boolean>>] => [
    name,
    { ...off, [name]: true },
  ]);
  const paired = FEATURES.map((name): [string, Partial<Record<Feature, boolean>>] => {
    return [`${name} with pairs`, { ...off, pairs: true, nobody: true, [name]: true }];
  });
  const all = Object.fromEntries(FEATURES.map((name) => [name, true]));
  const chosen = [...alone, ...paired, ['all', all] as const].map(
    ([name, features], seed): [string, Problem] => {
      return [name, randomProblem(seededRng(seed), { features })];
    },
  );
  const random = Array.from({ length: RANDOM_COMBINATIONS }, (_, seed): [string, Problem] => {
    return [`seed ${seed}`, randomProblem(seededRng(seed), { units: 4 + (seed % 3) })];
  });
  return [...chosen, ...random];
}

function expectOptimum(model: TerritoryModel, outcome: SolverOutcome, optimum: number): void {
  if (outcome.status !== 'optimal') throw new Error(JSON.stringify(outcome));
  const tolerance = 1e-6 * Math.max(1, optimum);
  const { feasible, objective } = evaluateSolution(model.problem, readSolution(model, outcome.x));
  expect(feasible).toBe(true);
  expect(Math.abs(objective - optimum)).toBeLessThanOrEqual(tolerance);
  expect(Math.abs(outcome.objective - optimum)).toBeLessThanOrEqual(tolerance);
  expect(outcome.bound).toBeLessThanOrEqual(optimum + tolerance);
}

describe('brute force, GLPK and HiGHS', () => {
  let drivers: readonly SolverDriver[];
  const problems = drawProblems();
  beforeAll(async () => (drivers = [await loadGlpkDriver(), await loadHighsDriver()]));

  it(
    `agree on the optimum, or that there is none, of ${problems.length} problems`,
    () => {
      let infeasible = 0;
      problems.forEach(([, problem], k) => {
        const best = bruteForce(problem);
        const model = buildMip(problem, { strongLinking: k % 4 !== 0 });
        for (const driver of drivers) {
          const outcome = driver.solve(model, options);
          if (best) expectOptimum(model, outcome, best.objective);
          else expect(outcome).toEqual({ status: 'infeasible' });
        }
        if (!best) infeasible++;
      });
      expect(infeasible).toBeGreaterThan(20);
      expect(infeasible).toBeLessThan(problems.length / 2);
    },
    PATIENCE,
  );

  it(
    'prove by duals a bound that is the optimum of the relaxation and below that of the problem',
    () => {
      for (const [, problem] of problems.filter((_, k) => k % 4 === 0)) {
        const best = bruteForce(problem);
        const model = buildMip(problem);
        const bounds = drivers.map((driver) => {
          const outcome = driver.solve(model, { ...options, lpOnly: true });
          if (outcome.status === 'infeasible') return undefined;
          if (outcome.status !== 'optimal') throw new Error(JSON.stringify(outcome));
          const bound = safeDualBound(model, outcome.duals!);
          expect(bound).toBeLessThanOrEqual(best?.objective ?? Infinity);
          expect(Math.abs(bound - outcome.objective)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, outcome.objective),
          );
          return bound;
        });
        expect(bounds[0] === undefined).toBe(bounds[1] === undefined);
      }
    },
    PATIENCE,
  );
});

describe('exported files', () => {
  let highs: Highs;
  beforeAll(async () => (highs = await loadHighs()));

  it.each([
    ['lp', lpLines],
    ['mps', mpsLines],
  ] as const)(
    '.%s files say the same model to the last digit, and have the same optimum',
    (format, lines) => {
      for (let seed = 0; seed < 30; seed++) {
        const problem = randomProblem(seededRng(1000 + seed));
        const model = buildMip(problem);
        const named = nameTerritoryModel(model);
        highs.withModel({ format, data: `${[...lines(named)].join('\n')}\n` }, (read) => {
          const data = read.getModel('csr');
          expect([data.numCols, data.offset]).toEqual([model.numCols, 0]);
          const column = Array.from({ length: model.numCols }, (_, j) =>
            read.getColByName(named.columnName(j)),
          );
          column.forEach((at, j) => {
            expect([
              data.colCost[at],
              data.colLower[at],
              data.colUpper[at],
              read.getColIntegrality(at),
            ]).toEqual([...[model.colCost[j], model.colLower[j], model.colUpper[j], model.integrality[j]]]);
          });
          for (let i = 0; i < model.numRows; i++) {
            const at = read.getRowByName(named.rowName(i));
            expect([data.rowLower[at], data.rowUpper[at]]).toEqual([model.rowLower[i], model.rowUpper[i]]);
            expect(rowOf(data.matrix, at)).toEqual(rowOf(csr(model), i, (j) => column[j]!));
          }
          read.options.set({ output_flag: false, mip_rel_gap: 0 });
          const best = bruteForce(problem);
          const { modelStatus } = read.run();
          expect(modelStatus === highs.constants.modelStatus.optimal).toBe(best !== undefined);
          if (best) expect(read.getObjectiveValue()).toBeCloseTo(best.objective, 5);
        });
      }
    },
    PATIENCE,
  );
});

interface Csr {
  readonly starts: Int32Array;
  readonly indices: Int32Array;
  readonly values: Float64Array;
}

function csr({ rowStart, rowIndex, rowValue }: TerritoryModel): Csr {
  return { starts: rowStart, indices: rowIndex, values: rowValue };
}

/** The entries of a row that are not zero, by column. */
function rowOf(
  { starts, indices, values }: Csr,
  row: number,
  rename = (column: number) => column,
): [number, number][] {
  const entries: [number, number][] = [];
  for (let k = starts[row]!; k < starts[row + 1]!; k++)
    if (values[k]) entries.push([rename(indices[k]!), values[k]!]);
  return entries.sort(([a], [b]) => a - b);
}
