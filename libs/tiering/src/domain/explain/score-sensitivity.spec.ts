import type { RuleSet } from '@bailiwick/contracts';
import { type AccountId, seededRng } from '@bailiwick/kernel';
import { checkRuleSet, type CheckedRuleSet, explainAccount, type TieringAccount } from '../../index.js';
import type { CriterionSensitivity, ScoreSensitivity } from './score-sensitivity.js';

type Weights = readonly [complexity: number, health: number, strategic: number];

/** A score of three criteria, 0 to the sum of the weights; good from `bar` on, and complexity 5 is always good. */
function scored([complexity, health, strategic]: Weights, bar = 50): CheckedRuleSet {
  const document: RuleSet = {
    id: 'scored',
    version: 1,
    facts: {
      complexity: { type: 'integer', min: 1, max: 5, onMissing: 3 },
      healthScore: { type: 'number', min: 0, max: 100, nullable: true, onMissing: null },
      strategic: { type: 'boolean', onMissing: false },
    },
    tiers: [
      { id: 'good', rank: 1, touch: 'high', coverage: 'named', ratio: 20 },
      { id: 'plain', rank: 2, touch: 'tech', coverage: 'pool', ratio: 200 },
    ],
    scores: [
      {
        id: 'worth',
        inputs: [
          { fact: 'complexity', weight: complexity, bounds: { lower: 1, upper: 5 }, onMissing: 'error' },
          {
            fact: 'healthScore',
            weight: health,
            bounds: { lower: 0, upper: 100 },
            smallerIsBetter: true,
            onMissing: 'skip',
          },
          { fact: 'strategic', weight: strategic, bounds: { lower: 0, upper: 1 }, onMissing: 'error' },
        ],
      },
    ],
    bands: {
      worth: [
        { id: 'low', from: 0, to: bar },
        { id: 'high', from: bar, to: null },
      ],
    },
    hitPolicy: 'first',
    rules: [
      {
        id: 'worthy',
        priority: 20,
        conditions: { all: [{ fact: 'worthBand', operator: 'equal', value: 'high' }] },
        event: { type: 'tier', params: { tier: 'good' } },
      },
      {
        id: 'complex',
        priority: 10,
        conditions: { all: [{ fact: 'complexity', operator: 'equal', value: 5 }] },
        event: { type: 'tier', params: { tier: 'good' } },
      },
    ],
    defaultTier: 'plain',
  };
  return checkRuleSet(document);
}

const facts = (of: Partial<TieringAccount>): TieringAccount => ({ accountId: 'A1' as AccountId, ...of });

async function explained(rules: CheckedRuleSet, account: TieringAccount): Promise<ScoreSensitivity> {
  return (await explainAccount(rules, account, { mode: 'file' })).sensitivity![0]!;
}

const changes = ({ criteria }: ScoreSensitivity) =>
  criteria.map(({ fact, otherWeight, otherValue }) => [fact, otherWeight?.to, otherValue?.to]);

describe('what a score hangs on', () => {
  it('tells the nearest other weight and value of each criterion, wherever the fact counts', async () => {
    // 40 · 3/4 + 40 · 0.4 + 0 = 46; from 50 on the tier is another.
    const of = await explained(scored([40, 40, 20]), facts({ complexity: 4, healthScore: 60 }));
    expect(of).toMatchObject({ scoreId: 'worth', decisive: 'complexity', complete: true });
    expect(of.score).toBeCloseTo(46, 10);
    expect(changes(of)).toEqual([
      ['complexity', 45.34, 5],
      ['healthScore', 50, 50],
      ['strategic', undefined, true],
    ]);
    expect(of.criteria[0]).toMatchObject({ place: 0.75, otherWeight: { tier: 'good', ruleId: 'worthy' } });
  });

  it('counts a missing criterion by its shared weight', async () => {
    // (40 · 3/4 + 0) · 100 / 60 = 50: good, by a hair.
    const of = await explained(scored([40, 40, 20]), facts({ complexity: 4 }));
    expect(of.criteria[1]).toMatchObject({ place: null, otherWeight: { to: 39.99, tier: 'plain' } });
    expect(of.criteria[1]!.otherValue).toBeUndefined();
  });

  it('says in words which weight decides first, and where nothing does', async () => {
    const { text } = await explainAccount(scored([40, 40, 20]), facts({ complexity: 4, healthScore: 60 }), {
      mode: 'file',
    });
    expect(text).toContain('  complexity: 30 of 40 points\n    weight 45.34 instead of 40: tier good\n');
    expect(text).toContain('the weight that decides first: complexity (+13.4%)\n');
    const none = await explainAccount(scored([1, 1, 1], 3), facts({ complexity: 1, healthScore: 100 }), {
      mode: 'file',
    });
    expect(none.text).toContain('no single weight decides');
  });

  it('stops at an amount of work, and says so', async () => {
    const many = structuredClone(scored([40, 40, 20], 5_000)) as unknown as RuleSet;
    many.rules.push(
      ...Array.from({ length: 900 }, (_, i) => ({
        id: `r${i}`,
        priority: 100 + i,
        conditions: { all: [{ fact: 'worth', operator: 'equal' as const, value: 1 + i / 10 }] },
        event: { type: 'tier' as const, params: { tier: 'plain' } },
      })),
    );
    const of = await explained(
      checkRuleSet(many),
      facts({ complexity: 4, healthScore: 50, strategic: true }),
    );
    expect(of.complete).toBe(false);
  });

  it('finds what trying every hundredth finds', async () => {
    const rng = seededRng(7);
    for (let round = 0; round < 60; round++) {
      const weights = [1 + rng.int(600), 1 + rng.int(600), 1 + rng.int(600)].map((w) => w / 100);
      const bar = (1 + rng.int(600)) / 100;
      const account = facts({
        complexity: 1 + rng.int(4),
        ...(rng.int(3) === 0 ? {} : { healthScore: rng.int(101) }),
        strategic: rng.int(2) === 0,
      });
      const { criteria } = await explained(scored(weights as unknown as Weights, bar), account);
      for (const [i, { otherWeight }] of criteria.entries())
        expect([round, i, distance(otherWeight?.to, weights[i]!)]).toEqual([
          round,
          i,
          nearestByTrying(weights, i, bar, account),
        ]);
    }
  });
});

const MOST = 20_000;

/** In hundredths; beyond what is tried counts as none. */
function distance(to: CriterionSensitivity['weight'] | boolean | undefined, weight: number): number | null {
  const hundredths = to === undefined ? Infinity : Math.round(100 * Math.abs(Number(to) - weight));
  return hundredths > MOST ? null : hundredths;
}

function nearestByTrying(
  weights: readonly number[],
  index: number,
  bar: number,
  account: TieringAccount,
): number | null {
  const isGood = (weight: number): boolean =>
    scoreByHand(
      weights.map((w, i) => (i === index ? weight : w)),
      account,
    ) >= bar;
  const good = isGood(weights[index]!);
  for (let step = 1; step <= MOST; step++)
    for (const weight of [weights[index]! * 100 - step, weights[index]! * 100 + step])
      if (weight >= 0.5 && isGood(Math.round(weight) / 100) !== good) return step;
  return null;
}

function scoreByHand(
  [complexity, health, strategic]: readonly number[],
  { complexity: c, healthScore: h, strategic: s }: TieringAccount,
): number {
  const total = complexity! + health! + strategic!;
  const known = complexity! * ((c! - 1) / 4) + (h === undefined ? 0 : health! * (1 - h / 100));
  return ((known + (s ? strategic! : 0)) * total) / (h === undefined ? complexity! + strategic! : total);
}
