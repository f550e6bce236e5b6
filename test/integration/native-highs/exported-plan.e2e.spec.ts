import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bailiwick, repository } from '../../support/cli.js';
import { describeWith } from '../../support/needs.js';
import { highsForPython } from '../../support/tools.js';

describeWith(highsForPython, 'plan --export-model, solved by HiGHS native', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'bailiwick-export-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['mps', 'lp'])('has the optimum that the plan reports (.%s)', async (format) => {
    const files = ['accounts', 'csms', 'aes'].flatMap((f) => [
      `--${f}`,
      join(repository, 'samples', 'tiny', `${f}.csv`),
    ]);
    const model = join(folder, `tiny.${format}`);
    const out = join(folder, format);
    const run = await bailiwick([
      'plan',
      ...files,
      '--as-of',
      '2026-10-01',
      '--out',
      out,
      '--export-model',
      model,
      '--time-limit',
      '60',
    ]);
    expect(run.code).toBe(0);
    const { status, objective } = JSON.parse(await readFile(join(out, 'summary.json'), 'utf8')) as {
      status: string;
      objective: number;
    };
    expect(status).toBe('optimal');
    const script = join(repository, 'test', 'integration', 'native-highs', 'solve_files.py');
    const answer = JSON.parse(execFileSync(highsForPython.path(), [script, model], { encoding: 'utf8' })) as {
      status: string;
      objective: number;
    };
    expect(answer.status).toBe('Optimal');
    expect(Math.abs(answer.objective - objective)).toBeLessThanOrEqual(1e-6 * objective);
  });
});
