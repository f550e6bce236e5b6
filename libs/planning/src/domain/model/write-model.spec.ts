import { readFileSync, writeFileSync } from 'node:fs';
import { seededRng } from '@bailiwick/kernel';
import { randomProblem } from '../../testing/random-problem.js';
import { smallProblem } from '../../testing/small-problem.js';
import { buildMip } from './build-mip.js';
import type { MipModel } from './mip-model.js';
import { nameTerritoryModel, numberModel, type ProblemIds } from './model-names.js';
import { lpLines } from './write-lp.js';
import { mpsLines } from './write-mps.js';

const ids: ProblemIds = {
  units: ['ACME Corp (EMEA)', 'acc-0002'],
  csms: ['ana', 'bo.b'],
  aes: ['Ann'],
  avps: ['Vera'],
};

function golden(name: string, text: string): string {
  const file = new URL(`../../../../../test/golden/planning/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN']) writeFileSync(file, text);
  return readFileSync(file, 'utf8');
}

describe('the model of a small problem as text', () => {
  const named = nameTerritoryModel(buildMip(smallProblem), ids);

  it.each([
    ['small-model.lp', [...lpLines(named)]],
    ['small-model.mps', [...mpsLines(named)]],
  ])('is %s (UPDATE_GOLDEN=1 rewrites it)', (file, lines) => {
    const text = `${lines.join('\n')}\n`;
    expect(text).toBe(golden(file, text));
  });
});

describe('names', () => {
  const namesOf = (given: ProblemIds, seed = 5) => {
    const model = buildMip(randomProblem(seededRng(seed), { units: 6 }));
    const named = nameTerritoryModel(model, given);
    const columns = Array.from({ length: model.numCols }, (_, j) => named.columnName(j));
    const rows = Array.from({ length: model.numRows }, (_, i) => named.rowName(i));
    return { columns, rows };
  };

  it.each<[string, ProblemIds]>([
    ['none given', {}],
    ['ids that differ only in what is not legal', { units: ['a b', 'a-b', 'a_b', 'a.b', 'a/b', 'a.b~2'] }],
    [
      'empty, reserved and long ids',
      { units: ['', '', 'x'.repeat(500), 'x'.repeat(501)], csms: ['nobody', 'nobody', ''] },
    ],
    [
      'other scripts',
      { units: ['株式会社', 'Ünal & Söhne', '\u{1F600}', '<>=+-*/^[]:\\'], csms: ['1e5', 'inf', 'free'] },
    ],
  ])('are unique and legal: %s', (_, given) => {
    for (let seed = 0; seed < 40; seed++) {
      for (const names of Object.values(namesOf(given, seed))) {
        expect(new Set(names).size).toBe(names.length);
        expect(names.filter((name) => !/^[A-Za-z][A-Za-z0-9._~]{0,254}$/.test(name))).toEqual([]);
      }
    }
  });
});

describe('writers', () => {
  /** A column and a row of each kind of bound. */
  const odd: MipModel = {
    numCols: 6,
    numRows: 5,
    colCost: Float64Array.of(0, 1, -0.1, 1e-7, 123456789.123, 0),
    colLower: Float64Array.of(-Infinity, -Infinity, 3, 2, -5, 0),
    colUpper: Float64Array.of(Infinity, 4, 3, 9, -1, Infinity),
    integrality: Uint8Array.of(0, 0, 0, 1, 0, 1),
    rowStart: Int32Array.of(0, 2, 3, 4, 5, 5),
    rowIndex: Int32Array.of(0, 1, 2, 3, 4),
    rowValue: Float64Array.of(1, -2.5, 1, 1, 1 / 3),
    rowLower: Float64Array.of(-1, -Infinity, 2, -Infinity, -Infinity),
    rowUpper: Float64Array.of(6, 7, 2, Infinity, 0),
  };

  it('write ranges, free and fixed columns, general integers and full precision', () => {
    expect([...lpLines(numberModel(odd))]).toEqual([
      '\\ 5 rows, 6 columns; minimise points',
      'Minimize',
      ' points: + c1 - 0.1 c2 + 1e-7 c3 + 123456789.123 c4',
      'Subject To',
      ' r0.above: + c0 - 2.5 c1 >= -1',
      ' r0.below: + c0 - 2.5 c1 <= 6',
      ' r1: + c2 <= 7',
      ' r2: + c3 = 2',
      ' r4: 0 c0 <= 0',
      'Bounds',
      ' c0 free',
      ' -inf <= c1 <= 4',
      ' 3 <= c2 <= 3',
      ' 2 <= c3 <= 9',
      ' -5 <= c4 <= -1',
      'Generals',
      ' c3',
      ' c5',
      'End',
    ]);
    expect([...mpsLines(numberModel(odd))].slice(2)).toEqual([
      ' N points',
      ...[' L r0', ' L r1', ' E r2', ' N r3', ' L r4'],
      'COLUMNS',
      ...[' c0 r0 1', ' c1 points 1', ' c1 r0 -2.5', ' c2 points -0.1', ' c2 r1 1'],
      ...[" MARKER 'MARKER' 'INTORG'", ' c3 points 1e-7', ' c3 r2 1', " MARKER 'MARKER' 'INTEND'"],
      ...[' c4 points 123456789.123', ' c4 r3 0.3333333333333333'],
      ...[" MARKER 'MARKER' 'INTORG'", ' c5 points 0', " MARKER 'MARKER' 'INTEND'"],
      ...['RHS', ' RHS r0 6', ' RHS r1 7', ' RHS r2 2', 'RANGES', ' RNG r0 7'],
      ...[
        'BOUNDS',
        ' FR BND c0',
        ' MI BND c1',
        ' UP BND c1 4',
        ' FX BND c2 3',
        ' LO BND c3 2',
        ' UP BND c3 9',
      ],
      ...[' LO BND c4 -5', ' UP BND c4 -1', ' PL BND c5', 'ENDATA'],
    ]);
  });
});
