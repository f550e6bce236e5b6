import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  checkCompany,
  defaultPolicy,
  readAccountsCsv,
  readAesCsv,
  readCsmsCsv,
  type AccountRecord,
} from '@bailiwick/contracts';

const root = join(__dirname, '../../..');
const scratch = mkdtempSync(join(tmpdir(), 'samples-'));
afterAll(() => rmSync(scratch, { recursive: true }));

function company(folder: string) {
  const bytes = (file: string): Uint8Array => readFileSync(join(folder, file));
  const accounts = readAccountsCsv(bytes('accounts.csv'), 'accounts.csv');
  const csms = readCsmsCsv(bytes('csms.csv'), 'csms.csv');
  const aes = readAesCsv(bytes('aes.csv'), 'aes.csv');
  const check = checkCompany({ accounts, csms, aes }, defaultPolicy);
  return {
    accounts: accounts.records,
    csms: csms.records,
    aes: aes.records,
    problems: [accounts, csms, aes, check].flatMap((part) => part.problems),
    warnings: [accounts, csms, aes, check].flatMap((part) => part.warnings),
  };
}

function generate(folder: string, ...options: string[]): string {
  const out = join(scratch, folder);
  execFileSync(process.execPath, [join(root, 'scripts/samples.mjs'), '--out', out, ...options], {
    stdio: 'pipe',
  });
  return out;
}

const values = <T>(items: readonly T[], of: (item: T) => unknown): number =>
  new Set(items.map(of).filter((v) => v !== undefined)).size;

describe('the sample company', () => {
  const { accounts, csms, aes, problems, warnings } = company(join(root, 'samples/company'));
  const people = csms.filter((c) => !c.pool);

  it('is what its script writes, byte for byte', () => {
    const out = generate('company');
    for (const file of ['accounts.csv', 'csms.csv', 'aes.csv', 'events.ndjson', 'README.md'])
      expect(readFileSync(join(out, file)).equals(readFileSync(join(root, 'samples/company', file)))).toBe(
        true,
      );
  }, 60_000);

  it('has no problem, and one warning: somebody has left', () => {
    expect(problems).toEqual([]);
    expect(warnings.map((w) => w.code)).toEqual(['unknown-csm']);
  });

  it('has the size and the shape that it should have', () => {
    expect([accounts.length, csms.length, aes.length]).toEqual([2_500, 60, 40]);
    expect(values(accounts, (a) => a.region)).toBe(3);
    expect(values(accounts, (a) => a.language)).toBe(7);
    expect(people.length).toBe(54);
    expect(values(aes, (a) => a.avpId)).toBeGreaterThanOrEqual(5);
    expect(values(accounts, (a) => a.parentId)).toBeGreaterThan(50);
    expect(values(accounts, (a) => a.conflictGroup)).toBeGreaterThan(15);
    expect(values(accounts, (a) => a.name)).toBe(2_500);
  });

  it('has two on long leave, one leaving, one ramping, and specialists', () => {
    const isLong = (l: { from: string; to: string }): boolean =>
      Date.parse(l.to) - Date.parse(l.from) > 45 * 864e5;
    expect(people.filter((c) => c.leaves.some(isLong))).toHaveLength(2);
    expect(people.filter((c) => c.endDate !== undefined)).toHaveLength(1);
    expect(people.filter((c) => c.startDate! > '2026-01-05')).toHaveLength(1);
    expect(people.filter((c) => c.clearances.length > 0).length).toBeGreaterThan(3);
  });

  it('has heavy-tailed ARR and renewals bunched in the fourth quarter', () => {
    const arr = accounts.map((a) => a.arr).sort((a, b) => b - a);
    const total = arr.reduce((a, b) => a + b, 0);
    expect(arr.slice(0, 25).reduce((a, b) => a + b, 0) / total).toBeGreaterThan(0.15);
    const soon = accounts.filter((a) => a.renewalDate! >= '2026-10-01' && a.renewalDate! < '2027-01-01');
    expect(soon.length / accounts.length).toBeGreaterThan(0.35);
  });

  it('is imperfect today: accounts without anybody, pairs that multiplied', () => {
    expect(accounts.filter((a) => a.csmId === undefined).length).toBeGreaterThan(20);
    const partners = (id: string): number =>
      values(
        accounts.filter((a) => a.aeId === id),
        (a) => a.csmId,
      );
    expect(Math.max(...aes.map((ae) => partners(ae.aeId)))).toBeGreaterThan(7);
  });
});

describe('a company of another size', () => {
  it.each([
    [20, 6, 3],
    [400, 12, 9],
    [3_000, 60, 40],
  ])('%d accounts, %d CSMs, %d AEs: no problems, nobody whom no one can serve', (n, csmCount, aeCount) => {
    const size = ['--accounts', `${n}`, '--csms', `${csmCount}`, '--aes', `${aeCount}`];
    const { accounts, csms, aes, problems } = company(
      generate(`n${n}`, ...size, '--seed', '7', '--no-events'),
    );
    expect(problems).toEqual([]);
    expect([accounts.length, csms.length, aes.length]).toEqual([n, csmCount, aeCount]);
    const fits = (a: AccountRecord): boolean =>
      csms.some(
        (c) =>
          c.regions.includes(a.region!) &&
          (a.language === undefined || c.languages.includes(a.language)) &&
          a.requiredSkills.every((s) => c.skills.includes(s)) &&
          a.clearances.every((s) => c.clearances.includes(s)),
      );
    expect(accounts.filter((a) => !fits(a))).toEqual([]);
  });

  it('another seed makes another company', () => {
    const [one, two] = ['1', '2'].map((seed) =>
      readFileSync(
        join(
          generate(`s${seed}`, '--accounts', '40', '--csms', '6', '--aes', '3', '--seed', seed),
          'accounts.csv',
        ),
      ),
    );
    expect(one!.equals(two!)).toBe(false);
  });

  it('a size that makes no sense is refused', () =>
    expect(() => generate('none', '--csms', '5')).toThrow('--csms 5: expected a whole number from 6'));
});

describe('the tiny company', () => {
  it('has twelve accounts, three people, a pool and two AEs, without problem or warning', () => {
    const tiny = company(join(root, 'samples/tiny'));
    expect([...tiny.problems, ...tiny.warnings]).toEqual([]);
    expect([tiny.accounts.length, tiny.csms.length, tiny.aes.length]).toEqual([12, 4, 2]);
  });
});
