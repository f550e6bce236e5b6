import { conform, describeShape, fromAttribute } from './conform.js';
import { bandOf } from './bands.js';
import { buildFacts } from './build-facts.js';
import { derivationsOf, deriveFacts, type Derivations } from './derive-facts.js';
import { familyArrOf } from './family-arr.js';
import type { FactInfo } from './fact-model.js';
import type { Facts } from './facts.js';
import { placeBetween, scoreOf } from './scores.js';

const bands = [
  { id: 'small', from: 0, to: 50_000 },
  { id: 'large', from: 50_000, to: 250_000 },
  { id: 'huge', from: 250_000, to: null },
];
const fact = (members: Partial<FactInfo>): FactInfo => ({
  name: 'arr',
  source: 'account',
  type: 'number',
  nullable: false,
  ...members,
});

describe('bands', () => {
  it.each([
    [0, 'small'],
    [49_500, 'small'],
    [49_999.99, 'small'],
    [50_000, 'large'],
    [249_999, 'large'],
    [250_000, 'huge'],
    [1e12, 'huge'],
  ])('%d is %s: half-open, without holes', (value, id) => {
    expect(bandOf(value, bands)).toBe(id);
  });

  it('a value that the buffer multiplied beyond the last band is in the last band', () => {
    expect(
      bandOf(104.5, [
        { id: 'low', from: 0, to: 50 },
        { id: 'good', from: 50, to: 101 },
      ]),
    ).toBe('good');
  });
});

describe('values and the fact schema', () => {
  it.each<[Partial<FactInfo>, unknown, boolean]>([
    [{ type: 'number', min: 0 }, 0, true],
    [{ type: 'number', min: 0 }, -0.01, false],
    [{ type: 'number' }, Number.NaN, false],
    [{ type: 'number' }, '5', false],
    [{ type: 'integer', max: 5 }, 5, true],
    [{ type: 'integer', max: 5 }, 6, false],
    [{ type: 'integer' }, 2.5, false],
    [{ type: 'boolean' }, false, true],
    [{ type: 'boolean' }, 'false', false],
    [{ type: 'string' }, 'x', true],
    [{ type: 'string' }, 5, false],
    [{ type: 'enum', values: ['a'] }, 'a', true],
    [{ type: 'enum', values: ['a'] }, 'A', false],
    [{ type: 'date' }, '2028-02-29', true],
    [{ type: 'date' }, '2027-02-29', false],
    [{ type: 'list' }, ['a', 'b'], true],
    [{ type: 'list', values: ['a'] }, ['a', 'b'], false],
    [{ type: 'list' }, 'a', false],
  ])('%j %j: %s', (shape, value, ok) => {
    expect(conform(value, fact(shape)).ok).toBe(ok);
  });

  it('says in words what is expected', () => {
    expect(describeShape(fact({ type: 'integer', min: 1, max: 5 }))).toBe('a whole number from 1 to 5');
    expect(conform('Renewal', fact({ type: 'enum', values: ['renewal'] }))).toEqual({
      ok: false,
      expected: 'one of renewal',
      hint: 'Maybe "renewal"',
    });
  });

  it.each<[unknown, FactInfo['type'], unknown]>([
    ['12.5', 'number', 12.5],
    ['12k', 'number', '12k'],
    ['Yes', 'boolean', true],
    ['0', 'boolean', false],
    ['maybe', 'boolean', 'maybe'],
    ['a; b;', 'list', ['a', 'b']],
    [' x ', 'string', 'x'],
    [7, 'number', 7],
    [7, 'string', '7'],
    [1, 'boolean', true],
    [true, 'enum', 'true'],
    [true, 'number', true],
  ])('an attribute %j as %s is %j', (raw, type, value) => {
    expect(fromAttribute(raw, type)).toEqual(value);
  });
});

describe('the facts of an account', () => {
  const declared = [
    fact({ name: 'arr', min: 0, onMissing: 'error' }),
    fact({ name: 'healthScore', max: 100, nullable: true, onMissing: null }),
    fact({ name: 'complexity', type: 'integer', onMissing: 3 }),
    fact({ name: 'attributes.seats', source: 'attribute', type: 'integer', onMissing: 0 }),
  ];
  const build = (values: Record<string, unknown>, mode: 'file' | 'service' = 'file') =>
    buildFacts(declared, ({ name }) => values[name], mode);

  it('takes onMissing for what is absent, and null for null where the fact is nullable', () => {
    const facts = build({ arr: 5, healthScore: null, complexity: null, 'attributes.seats': '12' });
    expect(facts.values).toEqual({
      arr: 5,
      healthScore: null,
      complexity: 3,
      'attributes.seats': 12,
    });
    expect(facts.defaulted).toEqual(['complexity']);
    expect(facts.problems).toEqual([]);
  });

  it('wants what has no value for being missing', () => {
    expect(build({}).problems).toMatchObject([{ code: 'missing-fact', column: 'arr' }]);
    expect(build({ arr: '' }, 'service').problems).toMatchObject([{ code: 'missing-fact' }]);
  });

  it('a value outside the schema is an error on files', () => {
    expect(build({ arr: -5, healthScore: 120 }).problems).toMatchObject([
      {
        code: 'value-outside-fact-schema',
        column: 'arr',
        value: -5,
        expected: 'a number from 0',
        severity: 'error',
      },
      { code: 'value-outside-fact-schema', column: 'health', value: 120, severity: 'error' },
    ]);
  });

  it('a value outside the schema counts as missing in the service, with a warning', () => {
    const facts = build({ arr: 5, healthScore: 120, complexity: 2.5 }, 'service');
    expect(facts.values).toMatchObject({ arr: 5, healthScore: null, complexity: 3 });
    expect(facts.problems.map((p) => p.severity)).toEqual(['warning', 'warning']);
    const refused = build({ arr: -5 }, 'service').problems;
    expect(refused.map((p) => `${p.severity ?? 'error'} ${p.code}`)).toEqual([
      'warning value-outside-fact-schema',
      'error missing-fact',
    ]);
  });
});

describe('scores', () => {
  const bounds = { lower: 0, upper: 100 };
  it.each<[number, object, number]>([
    [25, { bounds }, 0.25],
    [-5, { bounds }, 0],
    [500, { bounds }, 1],
    [25, { bounds, smallerIsBetter: true }, 0.75],
    [100, { bounds: { lower: 1, upper: 10_000 }, curve: 'log' }, 0.5],
    [0, { bounds: { lower: 1, upper: 10_000 }, curve: 'log' }, 0],
  ])('%d lies at %j', (value, input, place) => {
    expect(placeBetween(value, input as never)).toBeCloseTo(place, 12);
  });

  const score = (onMissing: number | 'skip' | 'error') => ({
    id: 'fitness',
    inputs: [
      { fact: 'arr', weight: 60, bounds: { lower: 0, upper: 200_000 }, onMissing: 'error' as const },
      { fact: 'healthScore', weight: 30, bounds, onMissing },
      { fact: 'strategic', weight: 10, bounds: { lower: 0, upper: 1 }, onMissing: 0 },
    ],
  });
  const facts = (healthScore: number | null) => ({ arr: 100_000, healthScore, strategic: true });

  it('is the weighted sum of the places', () => {
    expect(scoreOf(score('error'), facts(50))).toBe(60 * 0.5 + 30 * 0.5 + 10);
  });

  it('answers a missing value as the criterion says', () => {
    expect(scoreOf(score(20), facts(null))).toBe(60 * 0.5 + 30 * 0.2 + 10);
    expect(scoreOf(score('skip'), facts(null))).toBeCloseTo(((60 * 0.5 + 10) * 100) / 70, 12);
    expect(scoreOf(score('error'), facts(null))).toEqual({ missing: 'healthScore' });
    expect(scoreOf({ id: 's', inputs: [score('skip').inputs[1]!] }, facts(null))).toBeNull();
  });
});

describe('derived facts under the buffer', () => {
  const fitness = {
    id: 'fitness',
    inputs: [{ fact: 'arr', weight: 1, bounds: { lower: 0, upper: 500_000 }, onMissing: 'error' as const }],
  };
  const values: Facts = { arr: 240_000, complexity: 3 };
  const derive = (derivations: Derivations, pct: number, of = values) => {
    const derived = deriveFacts(of, derivations, pct);
    return derived.ok ? derived.facts : derived;
  };

  it('multiplies banded facts only, and derives again from them', () => {
    const derivations = derivationsOf(new Map([['arr', bands]]), [fitness]);
    expect(derive(derivations, 0)).toEqual({ arr: 240_000, complexity: 3, fitness: 0.48, arrBand: 'large' });
    expect(derive(derivations, 10)).toEqual({ arr: 264_000, complexity: 3, fitness: 0.528, arrBand: 'huge' });
    expect(derive(derivations, -10)).toMatchObject({ arr: 216_000, arrBand: 'large' });
  });

  it('multiplies a banded score once, not through its criteria too', () => {
    const scoreBands = [
      { id: 'poor', from: 0, to: 1 },
      { id: 'fit', from: 1, to: null },
    ];
    const banded = new Map([
      ['arr', bands],
      ['fitness', scoreBands],
    ]);
    // From 264,000 the score would be 1: its criterion ends at 250,000.
    const capped = { ...fitness, inputs: [{ ...fitness.inputs[0]!, bounds: { lower: 0, upper: 250_000 } }] };
    const up = derive(derivationsOf(banded, [capped]), 10) as Record<string, unknown>;
    expect(up['fitness']).toBeCloseTo(0.96 * 1.1, 12);
    expect(up).toMatchObject({ fitnessBand: 'fit', arrBand: 'huge' });
  });

  it('meets band limits exactly', () => {
    const derivations = derivationsOf(new Map([['arr', bands]]), []);
    expect(derive(derivations, -20, { arr: 312_500 })).toMatchObject({
      arr: 250_000,
      arrBand: 'huge',
    });
  });

  it('has no band for a null', () => {
    const derivations = derivationsOf(new Map([['arr', bands]]), []);
    expect(derive(derivations, 10, { arr: null })).toEqual({ arr: null, arrBand: null });
  });
});

describe('the ARR of a family', () => {
  const member = (accountId: string, arr: number, parentId?: string, status?: 'active' | 'churned') => ({
    accountId,
    arr,
    parentId,
    status,
  });
  it('adds up all active accounts of one ultimate parent, through churned ones', () => {
    const totals = familyArrOf([
      member('child', 10, 'middle'),
      member('middle', 1_000, 'top', 'churned'),
      member('top', 5),
      member('sister', 2, 'top', 'active'),
      member('alone', 7),
    ]);
    expect(Object.fromEntries(totals)).toEqual({ child: 17, middle: 17, top: 17, sister: 17, alone: 7 });
  });

  it('takes children of an unknown parent as one family, and a ring of parents as one', () => {
    const totals = familyArrOf([
      member('a', 1, 'gone'),
      member('b', 2, 'gone'),
      member('c', 4, 'd'),
      member('d', 8, 'c'),
      member('e', 16, 'c'),
    ]);
    expect(Object.fromEntries(totals)).toEqual({ a: 3, b: 3, c: 28, d: 28, e: 28 });
  });
});
