import { seededRng } from '@bailiwick/kernel';
import { randomProblem } from '../../testing/random-problem.js';
import { buildMip } from './build-mip.js';
import type { MipModel } from './mip-model.js';
import { validateModel } from './validate-model.js';

const sound: MipModel = buildMip(randomProblem(seededRng(2)));
const replace = (values: Float64Array, index: number, value: number): Float64Array =>
  values.map((old, k) => (k === index ? value : old));

describe('validateModel', () => {
  it('has nothing to say about a sound model', () => {
    expect(validateModel(sound)).toEqual([]);
  });

  it.each<[string, Partial<MipModel>, string]>([
    ['a cost that is no number', { colCost: replace(sound.colCost, 1, NaN) }, 'model-cost'],
    ['an infinite cost', { colCost: replace(sound.colCost, 1, Infinity) }, 'model-cost'],
    ['crossing column bounds', { colLower: replace(sound.colLower, 0, 2) }, 'model-bounds'],
    ['a column bound that is no number', { colUpper: replace(sound.colUpper, 0, NaN) }, 'model-bounds'],
    ['a row that must reach +∞', { rowLower: replace(sound.rowLower, 0, Infinity) }, 'model-bounds'],
    ['a coefficient that is no number', { rowValue: replace(sound.rowValue, 0, NaN) }, 'model-coefficient'],
    [
      'a column that does not exist',
      { rowIndex: sound.rowIndex.map((j, k) => (k ? j : 10_000)) },
      'model-column',
    ],
    ['a column twice in a row', { rowIndex: sound.rowIndex.map(() => 0) }, 'model-duplicate'],
    ['arrays of other lengths', { colCost: new Float64Array(1) }, 'model-length'],
  ])('finds %s', (_, change, code) => {
    const complaints = validateModel({ ...sound, ...change });
    expect(complaints[0]?.code).toBe(code);
    expect(complaints.length).toBeLessThanOrEqual(20);
  });
});
