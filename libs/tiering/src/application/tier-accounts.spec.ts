import fc from 'fast-check';
import { defaultRuleSet, type TierOverride } from '@bailiwick/contracts';
import { accountId, checked, oneRule, tierId, withMembers } from '../../test-support/rule-sets.js';
import { explainAccount, tierAccounts, type TierAccountsOptions, type TieringAccount } from '../index.js';

const ruleSet = checked(defaultRuleSet);
const account = (arr: number | undefined, members: Record<string, unknown> = {}): TieringAccount =>
  ({ accountId: accountId('A-1'), arr, ...members }) as TieringAccount;
const decide = async (of: TieringAccount, options: Partial<TierAccountsOptions> = {}, rules = ruleSet) =>
  (await tierAccounts(rules, [of], { mode: 'file', ...options })).decisions[0];

describe('one decision', () => {
  it.each([
    [250_000, {}, 'high', 'high-arr'],
    [249_999, {}, 'low', 'low-arr'],
    [49_500, {}, 'tech', null],
    [120_000, { strategic: true }, 'high', 'strategic'],
    [99_999, { strategic: true }, 'low', 'low-arr'],
  ])('an account without a tier, ARR %d %j: %s by %s', async (arr, members, tier, ruleId) => {
    expect(await decide(account(arr, members))).toMatchObject({
      tier,
      rawTier: tier,
      ruleId,
      cause: 'first-tier',
    });
  });

  it.each([
    // With 10%, high touch is entered from low at 277,778 and left below 227,273.
    [277_777, 'low', 'low', 'buffer'],
    [277_778, 'low', 'high', 'changed'],
    [227_273, 'high', 'high', 'buffer'],
    [227_272, 'high', 'low', 'changed'],
    [250_000, 'high', 'high', 'unchanged'],
    // Two bands away there is no buffer that keeps it.
    [10_000, 'high', 'tech', 'changed'],
    [260_000, 'tech', 'high', 'changed'],
  ])('ARR %d, before %s: %s (%s)', async (arr, tier, expected, cause) => {
    expect(await decide(account(arr, { tier }))).toMatchObject({ tier: expected, previousTier: tier, cause });
  });

  it('a bypass rule applies at once, inside the buffer', async () => {
    const strategic = account(101_000, { strategic: true, tier: 'low' });
    expect(await decide(strategic)).toMatchObject({ tier: 'high', cause: 'bypass', ruleId: 'strategic' });
    const without = checked(withMembers({ stability: { bufferPct: 10, bypassRules: [] } }));
    // 90% of 101,000 is under the rule's 100,000: the low tier still holds there.
    expect(await decide(strategic, {}, without)).toMatchObject({
      tier: 'low',
      rawTier: 'high',
      cause: 'buffer',
    });
  });

  it('keeps the default buffer where the rule set says nothing, and none where it says 0', async () => {
    const inside = account(240_000, { tier: 'high' });
    expect(await decide(inside, {}, checked(withMembers({ stability: undefined })))).toMatchObject({
      tier: 'high',
    });
    const off = checked(withMembers({ stability: { bufferPct: 0 } }));
    expect(await decide(inside, {}, off)).toMatchObject({ tier: 'low', cause: 'changed' });
  });

  it('ignores rules that are not enabled', async () => {
    const rules = defaultRuleSet.rules.map((rule) => ({ ...rule, enabled: rule.id !== 'high-arr' }));
    expect(await decide(account(300_000), {}, checked(withMembers({ rules })))).toMatchObject({
      tier: 'tech',
      rulesAbove: ['strategic', 'low-arr'],
    });
  });

  it('says what it was decided by', async () => {
    const decision = await decide(account(240_000, { tier: 'high', complexity: 5 }));
    expect(decision).toMatchObject({
      facts: {
        arr: 240_000,
        arrBand: 'from50kTo250k',
        strategic: false,
        complexity: 5,
        healthScore: null,
        stage: 'adoption',
      },
      defaulted: ['strategic', 'healthScore', 'stage'],
      rulesAbove: ['strategic', 'high-arr'],
      reason: 'ARR of 50K to under 250K',
      buffer: [
        { scalePct: 10, tier: 'high', facts: { arr: 264_000 } },
        { scalePct: -10, tier: 'low', facts: { arr: 216_000 } },
      ],
      ruleSet: {
        id: 'default-tiers',
        version: 1,
        contentHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
      },
    });
    expect(decision?.why).toContain('within the buffer of 10%');
  });
});

describe('overrides', () => {
  const override = (members: Partial<TierOverride> = {}): TierOverride => ({
    accountId: 'A-1',
    tier: 'tech',
    reason: 'leaves in spring',
    author: 'ana',
    expiresAt: '2026-06-30',
    ...members,
  });
  const with_ = (o: TierOverride, asOf: string) =>
    decide(account(300_000, { tier: 'high', strategic: true }), { overrides: [o], asOf });

  it('come before everything until they expire', async () => {
    expect(await with_(override(), '2026-06-29')).toMatchObject({
      tier: 'tech',
      rawTier: 'high',
      cause: 'override',
    });
    expect(await with_(override(), '2026-06-30')).toMatchObject({ tier: 'high', cause: 'unchanged' });
    const morning = override({ expiresAt: '2026-06-30T08:00:00+02:00' });
    expect(await with_(morning, '2026-06-30')).toMatchObject({ tier: 'tech' });
    expect(await with_(morning, '2026-06-30T06:00:00Z')).toMatchObject({ tier: 'high' });
  });

  it('of other accounts change nothing, and one to an unknown tier is reported', async () => {
    expect(await with_(override({ accountId: 'B' }), '2026-06-29')).toMatchObject({ tier: 'high' });
    const { decisions, problems } = await tierAccounts(ruleSet, [account(1)], {
      mode: 'file',
      overrides: [override({ tier: 'gold' })],
      asOf: '2026-01-01',
    });
    expect(problems).toMatchObject([{ code: 'unknown-tier', value: 'gold' }]);
    expect(decisions[0]).toMatchObject({ tier: 'tech', cause: 'first-tier' });
  });

  it('need a day to be judged at', async () => {
    await expect(decide(account(1), { overrides: [override()] })).rejects.toMatchObject({
      code: 'as-of-missing',
    });
  });
});

describe('many accounts', () => {
  it('reports every account that cannot be decided, and decides the others', async () => {
    const accounts = [
      account(-1),
      { ...account(undefined), accountId: accountId('A-2') },
      { ...account(5), accountId: accountId('A-3'), healthScore: 101 },
      account(5),
    ];
    const result = await tierAccounts(ruleSet, accounts, {
      mode: 'file',
      locate: () => ({ file: 'a.csv', line: 7 }),
    });
    expect(result.decisions).toHaveLength(1);
    expect(result.problems).toMatchObject([
      {
        file: 'a.csv',
        line: 7,
        column: 'arr',
        code: 'value-outside-fact-schema',
        value: -1,
        message: expect.stringContaining('account A-1'),
      },
      { column: 'arr', code: 'missing-fact', message: expect.stringContaining('account A-2') },
      { column: 'health', code: 'value-outside-fact-schema', value: 101 },
    ]);
    const service = await tierAccounts(ruleSet, accounts, { mode: 'service' });
    expect(service.decisions.map((d) => d.accountId)).toEqual(['A-3', 'A-1']);
  });

  it('an unknown present tier counts as none, with a warning', async () => {
    const { decisions, problems } = await tierAccounts(
      ruleSet,
      [account(260_000, { tier: tierId('gold') })],
      { mode: 'file' },
    );
    expect(problems).toMatchObject([
      { code: 'unknown-previous-tier', severity: 'warning', column: 'tier', value: 'gold' },
    ]);
    expect(decisions).toMatchObject([{ tier: 'high', previousTier: null, cause: 'first-tier' }]);
  });

  it('knows the family, attributes and lists', async () => {
    const rules = checked(
      oneRule(
        {
          all: [
            { fact: 'familyArr', operator: 'greaterThan', value: 100 },
            { fact: 'attributes.seats', operator: 'greaterThan', value: 5 },
            { fact: 'products', operator: 'contains', value: 'crm' },
          ],
        },
        {
          facts: {
            arr: { type: 'number', min: 0, onMissing: 'error' },
            familyArr: { type: 'number', onMissing: 0 },
            'attributes.seats': { type: 'integer', onMissing: 0 },
            products: { type: 'list', onMissing: [] },
          },
        },
      ),
    );
    const full = account(1, { attributes: { seats: '12' }, products: ['crm', 'bi'] });
    expect(await decide(full, { familyArr: () => 101 }, rules)).toMatchObject({ tier: 'high' });
    expect(await decide(full, { familyArr: () => 100 }, rules)).toMatchObject({ tier: 'tech' });
    expect(await decide(full, {}, rules)).toMatchObject({ tier: 'tech', defaulted: ['familyArr'] });
    expect(await decide({ ...full, attributes: {} }, { familyArr: () => 101 }, rules)).toMatchObject({
      tier: 'tech',
    });
    expect(await decide({ ...full, products: ['bi'] }, { familyArr: () => 101 }, rules)).toMatchObject({
      tier: 'tech',
    });
  });

  it('agrees with the default rules written by hand, buffer and all', async () => {
    const raw = (arr: number, strategic: boolean) =>
      (strategic && arr >= 100_000) || arr >= 250_000 ? 'high' : arr >= 50_000 ? 'low' : 'tech';
    const byHand = (arr: number, strategic: boolean, before: string | undefined) => {
      const now = raw(arr, strategic);
      if (before === undefined || (strategic && arr >= 100_000)) return now;
      return [raw((arr * 110) / 100, strategic), raw((arr * 90) / 100, strategic)].includes(before)
        ? before
        : now;
    };
    const near = fc.constantFrom(
      45_454,
      45_455,
      50_000,
      55_555,
      55_556,
      90_909,
      100_000,
      111_112,
      227_272,
      227_273,
      250_000,
      277_777,
      277_778,
    );
    const arbitrary = fc.record({
      arr: fc.oneof(near, fc.nat(400_000)),
      strategic: fc.boolean(),
      tier: fc.constantFrom(undefined, 'high', 'low', 'tech'),
    });
    const samples = fc.sample(arbitrary, { numRuns: 400, seed: 3 });
    const accounts = samples.map((s, i) => ({ ...account(s.arr, s), accountId: accountId(`A${i}`) }));
    const { decisions } = await tierAccounts(ruleSet, accounts, { mode: 'file' });
    expect(decisions.map((d) => d.tier)).toEqual(samples.map((s) => byHand(s.arr, s.strategic, s.tier)));
  });

  it('lets other work on the event loop go on', async () => {
    const accounts = Array.from({ length: 4_000 }, (_, i) => ({
      ...account(i * 100),
      accountId: accountId(`A${i}`),
    }));
    let turns = 0;
    const others = (): void => {
      turns += 1;
      next = setImmediate(others);
    };
    let next = setImmediate(others);
    const progress: number[] = [];
    await tierAccounts(ruleSet, accounts, { mode: 'file', onProgress: (done) => progress.push(done) });
    clearImmediate(next);
    expect(turns).toBeGreaterThan(5);
    expect(progress.at(-1)).toBe(4_000);
    expect(progress.length).toBeGreaterThan(10);
  });
});

describe('explaining', () => {
  it('says it in words for somebody who has never seen the rules', async () => {
    const { text } = await explainAccount(ruleSet, account(240_000, { tier: 'high' }), { mode: 'file' });
    expect(text).toMatchInlineSnapshot(`
     "Account A-1: tier high (before: high)
     Why: stays high within the buffer of 10%, although the rules alone say low: rule "low-arr" (ARR of 50K to under 250K)
     Rule set: default-tiers, version 1, sha256:d7556f9c8b136ae21e9ee95d2f0c829fa8b45f3599c51f9dc535de98be4b43a6

     Facts
       arr          240,000 USD/year
       strategic    no  (not given: the rule set's value for that case)
       complexity   3  (not given: the rule set's value for that case)
       healthScore  unknown  (not given: the rule set's value for that case)
       stage        adoption  (not given: the rule set's value for that case)
       arrBand      from50kTo250k  (arr of 50,000 to under 250,000)

     Rules, highest priority first; the first that is true decides
       no  strategic (priority 40): tier high
             Strategic accounts of 100K and more get high touch whatever their band
             no  all of these
                 no  strategic is yes; it is no
                 yes arr is at least 100,000; it is 240,000
       no  high-arr (priority 30): tier high
             250K and more
             no  arrBand is from250k (arr of 250,000 and more); it is from50kTo250k
       yes low-arr (priority 20): tier low   <- decides
             50K to under 250K
             yes arrBand is from50kTo250k (arr of 50,000 to under 250,000); it is from50kTo250k
       default: tier tech

     From the rules to the tier
       the rules alone: low (ARR of 50K to under 250K)
       tier before: high
       buffer: with 10% more (arr 264,000) it would be high, the tier before: so it stays
       buffer: with 10% less (arr 216,000) it would be low
       tier: high
     "
    `);
  });

  it('shows shared conditions, groups, other facts, overrides and scores', async () => {
    const rules = checked(
      oneRule(
        {
          any: [
            { condition: 'healthy' },
            {
              not: {
                all: [{ fact: 'arr', operator: 'lessThan', value: { fact: 'complexity' }, name: 'tiny' }],
              },
            },
          ],
        },
        {
          conditions: {
            healthy: {
              all: [
                { fact: 'healthScore', operator: 'greaterThanInclusive', value: 60 },
                { fact: 'fitness', operator: 'greaterThan', value: 3 },
              ],
            },
          },
          scores: [
            {
              id: 'fitness',
              inputs: [{ fact: 'complexity', weight: 10, bounds: { lower: 1, upper: 5 }, onMissing: 1 }],
            },
          ],
        },
      ),
    );
    const override = {
      accountId: 'A-1',
      tier: 'low',
      reason: 'agreed',
      author: 'ana',
      expiresAt: '2027-01-01',
    };
    const { text, decision } = await explainAccount(rules, account(2, { healthScore: 70 }), {
      mode: 'file',
      overrides: [override],
      asOf: '2026-01-01',
    });
    expect(decision?.rules?.[0]).toMatchObject({
      result: true,
      conditions: {
        form: 'any',
        conditions: [
          {
            form: 'shared',
            name: 'healthy',
            result: true,
            conditions: [
              {
                form: 'all',
                result: true,
                conditions: [
                  { actual: 70, expected: 60, result: true },
                  { fact: 'fitness', actual: 5 },
                ],
              },
            ],
          },
          {
            form: 'not',
            result: false,
            conditions: [
              {
                form: 'all',
                result: true,
                conditions: [{ name: 'tiny', actual: 2, expected: 3, expectedFact: 'complexity' }],
              },
            ],
          },
        ],
      },
    });
    expect(text).toContain('yes the shared condition "healthy"');
    expect(text).toContain('tiny: arr is less than complexity (3); it is 2');
    expect(text).toContain('fitness      5  (score, from 0 to 10)');
    expect(text).toContain('override: low, by ana until 2027-01-01: agreed');
  });
});
