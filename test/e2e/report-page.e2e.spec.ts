import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as browserType } from 'playwright-core';
import { bailiwick, repository } from '../support/cli.js';
import { describeWith } from '../support/needs.js';
import { chromium } from '../support/tools.js';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

describeWith(chromium, 'report.html in a browser', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bailiwick-report-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('shows pictures and tables, asks nobody for anything and complains of nothing', async () => {
    const files = ['accounts', 'csms', 'aes'].flatMap((f) => [
      `--${f}`,
      join(repository, 'samples', 'tiny', `${f}.csv`),
    ]);
    expect(
      (await bailiwick(['plan', ...files, '--as-of', '2026-10-01', '--out', folder, '--time-limit', '60']))
        .code,
    ).toBe(0);
    const browser = await browserType.launch({ executablePath: chromium.path()!, args: FLAGS });
    try {
      const page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
      const requests: string[] = [];
      const complaints: string[] = [];
      page.on('request', (r) => requests.push(r.url()));
      page.on('console', (m) => complaints.push(m.text()));
      page.on('pageerror', (e) => complaints.push(e.message));
      await page.goto(`file://${join(folder, 'report.html')}`);
      expect(await page.locator('h2').allTextContents()).toEqual([
        'What the plan is made of',
        'Workload by CSM',
        'ARR by CSM',
        'AEs and the CSMs they work with',
        'Moves',
        'How it was made',
      ]);
      expect(await page.locator('svg').count()).toBe(4);
      const workload = page.locator('svg[aria-label="Workload by CSM"]');
      expect(await workload.locator('text.label').allTextContents()).toEqual(['C2', 'C1', 'C3', 'P1']);
      expect(await workload.locator('text.value').first().textContent()).toBe('99% (113%)');
      // A bar is as long as what it stands for: C2 at 99% of capacity, P1 at 78%.
      const width = async (n: number): Promise<number> =>
        (await workload.locator('rect.after').nth(n).boundingBox())!.width;
      expect((await width(3)) / (await width(0))).toBeCloseTo(78 / 99, 1);
      expect(await page.locator('table').last().locator('tbody tr').count()).toBe(3);
      // Nothing sticks out sideways.
      expect(
        await page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth'),
      ).toBe(true);
      expect([requests.length, complaints]).toEqual([1, []]);
      await page.screenshot({ path: join(folder, 'report.png') });
      expect((await stat(join(folder, 'report.png'))).size).toBeGreaterThan(10_000);
    } finally {
      await browser.close();
    }
  });
});
