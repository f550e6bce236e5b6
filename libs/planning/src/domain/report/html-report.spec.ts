import type { TierOverride } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import { planOfMoves } from '../../application/plan-of-moves/plan-of-moves.js';
import { randomCompany } from '../../testing/random-company.js';
import type { Plan } from '../plan/plan.js';
import { withTiersByHand } from '../plan/tiers-by-hand.js';
import { htmlReport } from './html-report.js';
import { summaryOf } from './tables.js';

const company = randomCompany(seededRng(1), { accounts: 24, csms: 7, aes: 4, features: 0 });
const ids = company.company.accounts.filter(({ status }) => status === 'active').map((a) => a.accountId);
const { plan } = planOfMoves(
  company,
  ids.map((accountId) => ({ accountId, to: null, why: 'so', alternatives: [] })),
);

const override = (n: number, more: Partial<TierOverride> = {}): TierOverride => ({
  accountId: ids[n]!,
  tier: company.tierOf.get(ids[n]!)!,
  author: 'olga',
  reason: 'a <b>reference</b> customer',
  expiresAt: '2027-01-01',
  ...more,
});

/** The cells of the report's table of tiers by hand, row by row. */
function rowsIn(report: string): string[][] {
  const section = report.split('<h2>Tiers by hand</h2>')[1]!.split('</table>')[0]!;
  const rows = [...section.matchAll(/<tr>(.*?)<\/tr>/g)].slice(1);
  return rows.map(([, row]) => [...row!.matchAll(/<td.*?>(.*?)<\/td>/g)].map(([, cell]) => cell!));
}

describe('tiers by hand in the report of a plan', () => {
  it('are listed with why, by whom and until when, those first that the rules would change', () => {
    const [a, b, c] = [0, 1, 2].map((n) => override(n)) as [TierOverride, TierOverride, TierOverride];
    const stale = override(3, { tier: 'elsewhere' });
    const until = { ...c, expiresAt: '2026-12-24T09:30:00.000Z', reason: 'until they moved' };
    const rules: Record<string, string | undefined> = { [a.accountId]: a.tier, [c.accountId]: 'other' };
    const listed = withTiersByHand(plan, [stale, b, a, until], (accountId) => rules[accountId]);
    const report = htmlReport(listed, 'Plan');
    const why = 'a &lt;b&gt;reference&lt;/b&gt; customer';
    expect(rowsIn(report)).toEqual([
      [c.accountId, c.tier, 'other', 'until they moved', 'olga', '2026-12-24 09:30 UTC'],
      ...[
        [a.accountId, a.tier, a.tier, why, 'olga', '2027-01-01'],
        [b.accountId, b.tier, '–', why, 'olga', '2027-01-01'],
      ].sort((x, y) => (x[0]! < y[0]! ? -1 : 1)),
    ]);
    expect(report).toContain('by which the accounts are planned: 3.');
    expect(report).toContain('For 1 of them the rules alone');
    expect(summaryOf(listed)['tiersByHand']).toEqual(listed.tiersByHand);
  });

  it('are not spoken of where there are none', () => {
    expect(withTiersByHand(plan, [override(3, { tier: 'elsewhere' })], () => undefined)).toBe(plan);
    expect(htmlReport(plan, 'Plan')).not.toContain('by hand');
    expect(summaryOf(plan)).not.toHaveProperty('tiersByHand');
  });

  it('are cut where they are many, and the report says so', () => {
    const one = withTiersByHand(plan, [override(0)], () => undefined).tiersByHand![0]!;
    const many: Plan = { ...plan, tiersByHand: Array.from({ length: 1_200 }, () => one) };
    const report = htmlReport(many, 'Plan');
    expect(rowsIn(report)).toHaveLength(500);
    expect(report).toContain('are planned: 1,200.');
    expect(report).toContain('The first 500 are shown.');
  });
});
