import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { seededRng } from '@bailiwick/kernel';
import {
  buildMip,
  lpLines,
  mpsLines,
  nameTerritoryModel,
} from '../../../libs/planning/src/domain/model/index.js';
import { bruteForce, randomProblem } from '../../../libs/planning/src/testing/random-problem.js';
import { describeWith } from '../../support/needs.js';
import { highsForPython } from '../../support/tools.js';

const PATIENCE = 300_000;
const script = fileURLToPath(new URL('./solve_files.py', import.meta.url));

interface Answer {
  readonly status: string;
  readonly objective: number | null;
}

function solveFiles(files: readonly string[]): Answer[] {
  const output = execFileSync(highsForPython.path(), [script, ...files], { encoding: 'utf8' });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

describeWith(highsForPython, 'exported models solved by HiGHS native', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'bailiwick-models-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    ['mps', mpsLines],
    ['lp', lpLines],
  ] as const)(
    '.%s files have the optimum of the problem, constants and all',
    (format, lines) => {
      const problems = Array.from({ length: 60 }, (_, seed) => randomProblem(seededRng(2000 + seed)));
      const files = problems.map((problem, k) => {
        const file = join(folder, `model-${k}.${format}`);
        writeFileSync(file, `${[...lines(nameTerritoryModel(buildMip(problem)))].join('\n')}\n`);
        return file;
      });
      const answers = solveFiles(files);
      problems.forEach((problem, k) => {
        const best = bruteForce(problem);
        const { status, objective } = answers[k]!;
        expect(status).toBe(best ? 'Optimal' : 'Infeasible');
        if (best)
          expect(Math.abs(objective! - best.objective)).toBeLessThanOrEqual(
            1e-6 * Math.max(1, best.objective),
          );
      });
    },
    PATIENCE,
  );
});
