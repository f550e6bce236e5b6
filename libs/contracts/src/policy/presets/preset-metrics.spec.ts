import type { AccountId, CsmId, IsoDate } from '@bailiwick/kernel';
import type { AccountRecord, Company, CsmRecord } from '../../company/index.js';
import { presetMetrics, type PresetMetrics } from './preset-metrics.js';

const csm = (id: string, facts: Partial<CsmRecord> = {}): CsmRecord => ({
  csmId: id as CsmId,
  regions: [],
  countries: [],
  languages: [],
  skills: [],
  clearances: [],
  tiers: [],
  capacityHours: 100,
  leaves: [],
  pool: false,
  ...facts,
});

const account = (id: string, facts: Partial<AccountRecord> = {}): AccountRecord => ({
  accountId: id as AccountId,
  arr: 100,
  products: [],
  requiredSkills: [],
  clearances: [],
  status: 'active',
  attributes: {},
  ...facts,
});

/** Who has which account, and hours and capacity of each CSM. */
function figures(
  company: Company,
  owners: Record<string, string | null>,
  loads: Record<string, [hours: number, capacity: number]> = {},
  asOf = '2026-10-01',
): PresetMetrics {
  return presetMetrics(company, {
    asOf: asOf as IsoDate,
    accounts: company.accounts.map(({ accountId, arr }) => {
      return { accountId, csmId: owners[accountId] as CsmId | null, arr };
    }),
    csms: company.csms.map(({ csmId }) => {
      const [hours, capacityHours] = loads[csmId] ?? [50, 100];
      return { csmId, hours, capacityHours };
    }),
  });
}

describe('the figures of a plan', () => {
  it('spreads utilisation over persons with capacity, not over pools', () => {
    const csms = [csm('ana'), csm('ben'), csm('gone'), csm('desk', { pool: true })];
    const loads = {
      ana: [40, 100],
      ben: [60, 75],
      gone: [9, 0],
      desk: [500, 100],
    } satisfies Record<string, [number, number]>;
    // 0.4 and 0.8: mean 0.6, deviation 0.2
    expect(figures({ accounts: [], csms }, {}, loads).utilisationSpread).toBeCloseTo(1 / 3, 12);
  });

  it('measures hours between time zones on the day, half hours and summer time included', () => {
    const accounts = [
      account('a', { timezone: 'Asia/Kolkata' }),
      account('b', { timezone: 'America/New_York' }),
      account('c'),
      account('d', { timezone: 'Asia/Tokyo' }),
    ];
    const company = { accounts, csms: [csm('ana', { timezone: 'Europe/Berlin' })] };
    const owners = { a: 'ana', b: 'ana', c: 'ana', d: null };
    // Berlin is at +2 in summer, India at +5:30, New York at −4
    expect(figures(company, owners).timeZoneDistance).toBeCloseTo((3.5 + 6) / 2, 12);
    // +1, +5:30, −5 in winter
    expect(figures(company, owners, {}, '2026-12-01').timeZoneDistance).toBeCloseTo((4.5 + 6) / 2, 12);
  });

  it('finds a CSM at home in a listed country, or without a list in that of the time zone', () => {
    const paris = { timezone: 'Europe/Paris' };
    const accounts = [
      account('a', { country: 'FR', ...paris }),
      account('b', { country: 'FR' }),
      account('c', { country: 'BE', timezone: 'Europe/Brussels' }),
      account('d', paris),
    ];
    const company = { accounts, csms: [csm('ana', paris), csm('ben', { ...paris, countries: ['BE'] })] };
    const of = (owner: string): number =>
      figures(company, { a: owner, b: owner, c: owner, d: owner }).homeCountryShare;
    expect(of('ana')).toBeCloseTo(2 / 3, 12);
    expect(of('ben')).toBeCloseTo(1 / 3, 12);
  });

  it('counts who knows the industry, of the accounts that have one', () => {
    const accounts = [
      account('a', { industry: 'retail' }),
      account('b', { industry: 'energy' }),
      account('c'),
    ];
    const company = { accounts, csms: [csm('ana', { skills: ['retail', 'media'] })] };
    expect(figures(company, { a: 'ana', b: 'ana', c: 'ana' }).industryShare).toBe(0.5);
  });

  it('calls an account well served all round when nothing is wrong', () => {
    const ana = csm('ana', { countries: ['DE'], timezone: 'Europe/Berlin', skills: ['retail'] });
    const right = { country: 'DE', timezone: 'Europe/Athens', industry: 'retail' };
    const accounts = [
      account('right', right),
      account('bare'),
      account('country', { ...right, country: 'FR' }),
      account('far', { ...right, timezone: 'Asia/Dubai' }),
      account('near', { ...right, timezone: 'UTC' }),
      account('further', { ...right, timezone: 'Atlantic/Cape_Verde' }),
      account('industry', { ...right, industry: 'energy' }),
    ];
    const company = { accounts, csms: [ana, csm('ben')] };
    const owners = Object.fromEntries(accounts.map((a) => [a.accountId, 'ana']));
    const share = (loads: Record<string, [number, number]>): number =>
      figures(company, owners, loads).allRoundShare;
    // right, bare, far (Dubai is 2 hours away) and near
    expect(share({ ana: [50, 100], ben: [50, 100] })).toBeCloseTo(4 / 7, 12);
    expect(share({ ana: [55, 100], ben: [45, 100] })).toBeCloseTo(4 / 7, 12);
    expect(share({ ana: [56, 100], ben: [44, 100] })).toBe(0);
  });

  it('finds renewals above a CSM’s part of its quarter by capacity', () => {
    const renewing = (id: string, renewalDate: string, arr: number): AccountRecord =>
      account(id, { renewalDate: renewalDate as IsoDate, arr });
    const accounts = [
      renewing('a', '2026-12-31', 300),
      renewing('b', '2026-10-01', 100),
      renewing('c', '2027-09-30', 600),
      // too early, too late, and nobody's
      renewing('d', '2026-09-30', 900),
      renewing('e', '2027-10-01', 900),
      renewing('f', '2026-10-01', 900),
    ];
    const company = { accounts, csms: [csm('ana'), csm('ben'), csm('desk', { pool: true })] };
    const owners = { a: 'ana', b: 'ben', c: 'ben', d: 'ana', e: 'ana', f: null };
    // first quarter: 400, of which ana's part is 300 and ben's 100; fourth: 600, of which ben's is 150
    const loads = { ana: [0, 150], ben: [0, 50], desk: [0, 100] } satisfies Record<string, [number, number]>;
    expect(figures(company, owners, loads).renewalsAboveShare).toBeCloseTo(450 / 1000, 12);
    expect(figures(company, { ...owners, c: 'desk' }, loads).renewalsAboveShare).toBe(0);
  });
});
