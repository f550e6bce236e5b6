import { seededRng } from '@bailiwick/kernel';
import { randomProblem, randomSolution } from '../../testing/random-problem.js';
import { smallProblem } from '../../testing/small-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { buildMip } from './build-mip.js';
import { RowRole, type TerritoryModel } from './mip-model.js';
import { nameTerritoryModel } from './model-names.js';
import { objectiveOf, readSolution, warmStart } from './read-solution.js';
import { validateModel } from './validate-model.js';

function isFeasible(model: TerritoryModel, x: Float64Array): boolean {
  const keeps = (value: number, lower: number, upper: number): boolean => {
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    return value >= lower - slack && value <= upper + slack;
  };
  for (let i = 0; i < model.numRows; i++) {
    let activity = 0;
    for (let k = model.rowStart[i]!; k < model.rowStart[i + 1]!; k++) {
      activity += model.rowValue[k]! * x[model.rowIndex[k]!]!;
    }
    if (!keeps(activity, model.rowLower[i]!, model.rowUpper[i]!)) return false;
  }
  return x.every((value, j) => keeps(value, model.colLower[j]!, model.colUpper[j]!));
}

/** The row of a role as text: `2 x_u0_c0 - y_ae0_c0 in [-Infinity, 0]`. */
function rowsOf(model: TerritoryModel, role: RowRole): string[] {
  const { columnName } = nameTerritoryModel(model);
  return Array.from({ length: model.numRows }, (_, i) => i)
    .filter((i) => model.rowRole[i] === role)
    .map((i) => {
      const entries = Array.from({ length: model.rowStart[i + 1]! - model.rowStart[i]! }, (_, k) => {
        const at = model.rowStart[i]! + k;
        return `${model.rowValue[at]!} ${columnName(model.rowIndex[at]!)}`;
      });
      return `${entries.join(' ')} in [${model.rowLower[i]!}, ${model.rowUpper[i]!}]`;
    });
}

describe('each constraint and term', () => {
  const model = buildMip(smallProblem);

  it('assignment: every unit takes one of its arcs', () => {
    expect(rowsOf(model, RowRole.Assignment)).toEqual([
      '1 x_u0_c0 1 x_u0_c1 in [1, 1]',
      '1 x_u1_c0 1 x_u1_c1 1 x_u1_nobody in [1, 1]',
    ]);
  });

  it('strong linking: an arc opens its AE pair, and an AE pair its AVP pair', () => {
    expect(rowsOf(model, RowRole.ArcOpensPair)).toEqual([
      '1 x_u0_c0 -1 y_ae0_c0 in [-Infinity, 0]',
      '1 x_u0_c1 -1 y_ae0_c1 in [-Infinity, 0]',
      '1 x_u1_c0 -1 y_ae0_c0 in [-Infinity, 0]',
      '1 x_u1_c1 -1 y_ae0_c1 in [-Infinity, 0]',
    ]);
    expect(rowsOf(model, RowRole.PairOpensPair)).toEqual([
      '1 y_ae0_c0 -1 z_avp0_c0 in [-Infinity, 0]',
      '1 y_ae0_c1 -1 z_avp0_c1 in [-Infinity, 0]',
    ]);
  });

  it('weak linking: one row for each pair', () => {
    const weak = buildMip(smallProblem, { strongLinking: false });
    expect(rowsOf(weak, RowRole.ArcsOpenPair)[0]).toBe('1 x_u0_c0 1 x_u1_c0 -2 y_ae0_c0 in [-Infinity, 0]');
    expect(rowsOf(weak, RowRole.ArcsOpenPair)).toHaveLength(4);
  });

  it('links an AVP pair to arcs where an arc opens the AE pair without it', () => {
    const odd = { ...smallProblem, pairOfArc: Int32Array.of(0, 2, 1, 3, 0, 0, 1, 3) };
    expect(rowsOf(buildMip(odd), RowRole.ArcOpensPair)).toContain('1 x_u0_c0 -1 z_avp0_c0 in [-Infinity, 0]');
    expect(rowsOf(buildMip(odd), RowRole.PairOpensPair)).toHaveLength(1);
  });

  it('hours ceiling: a row in hours, or the bound of a metered load', () => {
    expect(rowsOf(model, RowRole.HoursCeiling)).toEqual(['5 x_u0_c1 2.5 x_u1_c1 in [-Infinity, 8]']);
    expect(model.colUpper[model.loads[0]!.column]).toBe(6);
  });

  it('meters: a load column and a deviation beyond each piece, priced per model unit', () => {
    expect(rowsOf(model, RowRole.Load)).toEqual([
      '5 x_u0_c0 2.5 x_u1_c0 -1 hours_c0 in [0, 0]',
      '40 x_u0_c1 10 x_u1_c1 -1 arr_c1 in [0, 0]',
    ]);
    expect(rowsOf(model, RowRole.Deviation)).toEqual([
      '1 hours_c0 -1 overload_above_c0 in [-Infinity, 3]',
      '-1 arr_c1 -1 balanceArr_below_c1 in [-Infinity, -20]',
    ]);
    expect(model.deviations.map(({ column }) => model.colCost[column])).toEqual([40, 2]);
  });

  it('limit rows: ARR in thousands, a limit on whole numbers rounded down', () => {
    expect(rowsOf(model, RowRole.Limit)).toEqual([
      '1 x_u0_c0 1 x_u1_c0 in [-Infinity, 1]',
      '40 x_u0_c1 10 x_u1_c0 10 x_u1_c1 in [-Infinity, 45]',
    ]);
  });

  it('pair ceilings: a row over pair columns', () => {
    expect(rowsOf(model, RowRole.PairCeiling)).toEqual(['1 y_ae0_c0 1 y_ae0_c1 in [-Infinity, 1]']);
  });

  it('arc and pair points: costs of binary columns', () => {
    expect([...model.colCost.slice(0, 9)]).toEqual([1, 2, 3, 4.25, 1000, 10, 20, 5, 6]);
    expect([...model.integrality.slice(0, 9)]).toEqual(new Array(9).fill(1));
  });
});

describe('buildMip', () => {
  it.each([true, false])(
    'says of every solution what evaluateSolution says (strong linking: %s)',
    (strongLinking) => {
      for (let seed = 0; seed < 200; seed++) {
        const rng = seededRng(seed);
        const problem = randomProblem(rng, { units: 3 + rng.int(5), csms: 2 + rng.int(3) });
        const model = buildMip(problem, { strongLinking });
        expect(validateModel(model)).toEqual([]);
        for (let k = 0; k < 3; k++) {
          const solution = randomSolution(rng, problem);
          const x = warmStart(model, solution);
          const { feasible, objective } = evaluateSolution(problem, solution);
          expect(Math.abs(objectiveOf(model, x) - objective)).toBeLessThanOrEqual(
            1e-9 * Math.max(1, objective),
          );
          expect(isFeasible(model, x)).toBe(feasible);
          expect(readSolution(model, x)).toEqual(solution);
        }
      }
    },
  );
});
