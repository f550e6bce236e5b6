import { defaultRuleSet, type RuleSet, type Tier, type TierOverride } from '@bailiwick/contracts';
import { type CsmId, type IsoDate, seededRng } from '@bailiwick/kernel';
import { RandomCheckedRules } from '../../../test-support/random-checked-rules.js';
import { accountId, checked, tierId } from '../../../test-support/rule-sets.js';
import { explainAccount, type ImpactBook, previewImpact, type TieringAccount } from '../../index.js';

const on = '2026-11-02' as IsoDate;
const hoursOf = (_: TieringAccount, { ratio, hoursPerMonth }: Tier): number =>
  Math.round(100 * (hoursPerMonth ?? 160 / ratio!));
const account = (id: string, arr: number, tier: string | undefined, members: Partial<TieringAccount> = {}) =>
  ({ accountId: accountId(id), arr, ...(tier ? { tier: tierId(tier) } : {}), ...members }) as TieringAccount;
const owned = (csm: string, region: string) => ({ csmId: csm as CsmId, region });
const book = (accounts: TieringAccount[], members: Partial<ImpactBook> = {}): ImpactBook => ({
  accounts,
  on,
  mode: 'service',
  hoursOf,
  ...members,
});
const before = checked(defaultRuleSet);
/** High touch from 300K on instead of 250K. */
const raised = (edit: (ruleSet: RuleSet) => void = () => undefined) => {
  const copy = { ...structuredClone(defaultRuleSet), version: 2, tests: [] };
  copy.bands!['arr']![1]!.to = 300_000;
  copy.bands!['arr']![2]!.from = 300_000;
  edit(copy);
  return checked(copy);
};

describe('the impact of a new rule set', () => {
  it('is who changes and why, the matrix, and the workload by CSM, manager and region', async () => {
    const accounts = [
      account('A1', 260_000, 'high', owned('C1', 'EMEA')),
      account('A2', 280_000, 'high', owned('C1', 'EMEA')),
      account('A3', 400_000, 'high', owned('C2', 'APAC')),
      account('A4', 60_000, 'low', owned('C2', 'APAC')),
      account('A5', 10_000, 'low', owned('C9', 'APAC')),
      account('A6', 255_000, undefined),
    ];
    const csms = [
      { csmId: 'C1', managerId: 'M1', capacityHours: 12 },
      { csmId: 'C2', managerId: 'M1', capacityHours: 100 },
    ];
    const limits = { maxPctAccountsChanged: 40, maxPctHoursShifted: 15 };
    const impact = await previewImpact(before, raised(), book(accounts, { csms, limits }));
    // 260K and 255K are below 272,727: beyond the buffer; 280K stays within it. 10K is tech touch under any rules.
    expect(impact).toMatchObject({
      accounts: 6,
      changed: 3,
      anyway: 1,
      waiting: 0,
      otherCoverage: 1,
      hoursBefore: 38.4,
      hoursAfter: 26.4,
      pctAccountsChanged: 50,
      exceeded: [
        { limit: 'maxPctAccountsChanged', most: 40, is: 50 },
        { limit: 'maxPctHoursShifted', most: 15, is: 31.25 },
      ],
      csmsOver: { before: 1, after: 0 },
      undecided: [],
    });
    expect(impact.matrix).toEqual([
      { from: 'high', to: 'high', accounts: 2, arr: 680_000, hoursBefore: 16, hoursAfter: 16 },
      { from: 'high', to: 'low', accounts: 2, arr: 515_000, hoursBefore: 16, hoursAfter: 6.4 },
      { from: 'low', to: 'low', accounts: 1, arr: 60_000, hoursBefore: 3.2, hoursAfter: 3.2 },
      { from: 'low', to: 'tech', accounts: 1, arr: 10_000, hoursBefore: 3.2, hoursAfter: 0.8 },
    ]);
    expect(
      impact.changes.map(({ accountId: id, anyway, ruleBefore, ruleAfter }) => [
        id,
        anyway,
        ruleBefore,
        ruleAfter,
      ]),
    ).toEqual([
      ['A1', false, 'high-arr', 'low-arr'],
      ['A6', false, 'high-arr', 'low-arr'],
      ['A5', true, null, null],
    ]);
    expect(impact.changes[0]).toEqual({
      accountId: 'A1',
      csmId: 'C1',
      arr: 260_000,
      from: 'high',
      to: 'low',
      appliesOn: on,
      cause: 'changed',
      ruleBefore: 'high-arr',
      ruleAfter: 'low-arr',
      reason: 'ARR of 50K to under 250K',
      anyway: false,
      otherCoverage: false,
      hoursBefore: 8,
      hoursAfter: 3.2,
    });
    expect(impact.byCsm).toEqual([
      { id: 'C1', accounts: 2, changed: 1, hoursBefore: 16, hoursAfter: 11.2, capacityHours: 12 },
      { id: 'C2', accounts: 2, changed: 0, hoursBefore: 11.2, hoursAfter: 11.2, capacityHours: 100 },
      { id: 'C9', accounts: 1, changed: 1, hoursBefore: 3.2, hoursAfter: 0.8 },
      { id: null, accounts: 1, changed: 1, hoursBefore: 8, hoursAfter: 3.2 },
    ]);
    expect(impact.byManager.map(({ id, capacityHours }) => [id, capacityHours])).toEqual([
      ['M1', 112],
      [null, undefined],
    ]);
    expect(impact.byRegion.map(({ id, hoursAfter }) => [id, hoursAfter])).toEqual([
      ['APAC', 12],
      ['EMEA', 11.2],
      [null, 3.2],
    ]);
  });

  it('waits for the end of a freeze window, but for rules that bypass, and keeps what people decided', async () => {
    const after = raised((ruleSet) => {
      ruleSet.stability!.freezeWindows = [{ from: '2026-11-01', to: '2026-11-30' }];
    });
    const overrides: TierOverride[] = [
      { accountId: 'A4', tier: 'high', reason: 'r', author: 'ana', expiresAt: '2027-01-01' },
      { accountId: 'A1', tier: 'high', reason: 'r', author: 'ana', expiresAt: '2026-11-02' },
    ];
    const accounts = [
      account('A1', 260_000, 'high'),
      account('A2', 150_000, 'low', { strategic: true }),
      account('A4', 260_000, 'high'),
      account('A5', 120_000, 'tech', { strategic: true }),
    ];
    const { changes, waiting, byHand } = await previewImpact(before, after, book(accounts, { overrides }));
    expect(changes.map(({ accountId: id, to, appliesOn, cause }) => [id, to, appliesOn, cause])).toEqual([
      ['A1', 'low', '2026-12-01', 'changed'],
      ['A2', 'high', on, 'bypass'],
      ['A5', 'high', on, 'bypass'],
    ]);
    expect(waiting).toBe(1);
    // A1's has ended; A4 is high by hand, and would be low.
    expect(byHand).toEqual([
      { accountId: 'A4', tier: 'high', byRules: 'low', author: 'ana', reason: 'r', expiresAt: '2027-01-01' },
    ]);
  });

  it('counts hours of tiers that mean other work, and says which accounts the new rules cannot decide', async () => {
    const after = checked({
      ...structuredClone(defaultRuleSet),
      tests: [],
      tiers: defaultRuleSet.tiers.map((tier) => (tier.id === 'low' ? { ...tier, ratio: 40 } : tier)),
      facts: { ...defaultRuleSet.facts, 'attributes.seats': { type: 'integer', onMissing: 'error' } },
    });
    const accounts = [
      account('A1', 60_000, 'low', { attributes: { seats: 3 } }),
      account('A2', 400_000, 'low', { attributes: {} }),
    ];
    const impact = await previewImpact(before, after, book(accounts));
    expect(impact).toMatchObject({
      changed: 0,
      hoursBefore: 6.4,
      hoursAfter: 8,
      pctHoursShifted: 25,
      undecided: [{ accountId: 'A2', problems: [{ code: 'missing-fact' }] }],
    });
  });

  it('refuses an account that is there twice', async () => {
    const twice = [account('A1', 1, 'low'), account('A1', 2, 'low')];
    await expect(previewImpact(before, raised(), book(twice))).rejects.toMatchObject({
      code: 'duplicate-account',
    });
  });

  it('is for every account what deciding it from scratch gives, for random edits', async () => {
    const rng = seededRng(12);
    const random = new RandomCheckedRules(rng, 0.05);
    let changed = 0;
    for (let i = 0; i < 12; i++) {
      const old = random.ruleSet();
      const next = random.edited(old);
      const accounts = Array.from({ length: 40 }, (_, n) => {
        const { familyArr: _familyArr, 'attributes.partner': partner, ...facts } = random.values();
        const present = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
        const tier = ['high', 'low', 'tech', 'gold', undefined][rng.int(5)];
        return account(`A${n}`, facts['arr'] as number, tier, {
          ...(present as Partial<TieringAccount>),
          attributes: { partner: partner as boolean | null },
          ...owned(`C${rng.int(4)}`, `R${rng.int(3)}`),
        });
      });
      const impact = await previewImpact(old, next, book(accounts));
      const tally = new Map<string, number>();
      for (const one of accounts) {
        // By json-rules-engine, with stability by hand: an activation waits for nothing but freeze windows.
        const options = { mode: 'service' as const, familyArr: () => undefined };
        const today = one.tier ?? (await explainAccount(old, one, options)).decision?.tier;
        const { decision } = await explainAccount(next, one, { ...options, previousTierOf: () => today });
        const to = decision?.tier ?? today;
        const told = impact.changes.find((change) => change.accountId === one.accountId);
        expect([one, told?.to ?? today]).toEqual([one, to]);
        if (told) {
          changed += 1;
          expect(told).toMatchObject({ from: today, ruleAfter: decision?.ruleId, cause: decision?.cause });
        }
        const key = `${today} ${to}`;
        tally.set(key, (tally.get(key) ?? 0) + 1);
      }
      expect(new Map(impact.matrix.map(({ from, to, accounts: n }) => [`${from} ${to}`, n]))).toEqual(tally);
      const sum = (of: readonly { hoursAfter: number }[]): number =>
        of.reduce((s, row) => s + row.hoursAfter, 0);
      for (const rows of [impact.matrix, impact.byCsm, impact.byManager, impact.byRegion])
        expect(sum(rows)).toBeCloseTo(impact.hoursAfter, 6);
    }
    expect(changed).toBeGreaterThan(80);
  });
});
