import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly { readonly assertionResults: readonly { readonly fullName: string }[] }[];
}

/** Runs needs.fixture.ts, which has one suite whose tool is there and one whose tool is not, by a Jest of its own. */
function runFixture(requireAll: string): Report {
  const root = fileURLToPath(new URL('../..', import.meta.url));
  const { projects } = createRequire(import.meta.url)(`${root}jest.config.cjs`) as { projects: object[] };
  const { displayName: _, testTimeout: __, ...base } = projects[0] as Record<string, unknown>;
  const config = { ...base, rootDir: root, roots: ['<rootDir>/test'], testRegex: ['needs\\.fixture\\.ts$'] };
  const jest = `${root}node_modules/jest/bin/jest.js`;
  const { stdout } = spawnSync(process.execPath, [jest, '--json', '--config', JSON.stringify(config)], {
    cwd: root,
    env: { ...process.env, REQUIRE_ALL: requireAll },
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as Report;
}

describe('describeWith', () => {
  it('names and counts what is skipped for want of its tool', () => {
    const report = runFixture('');
    expect(report).toMatchObject({ numPassedTests: 1, numPendingTests: 1, numFailedTests: 0 });
    const names = report.testResults.flatMap((file) => file.assertionResults.map((test) => test.fullName));
    expect(names).toEqual(['nails hold', 'boards (needs a saw) fit']);
  }, 60_000);

  it('fails for want of a tool when everything is required', () => {
    const report = runFixture('1');
    expect(report).toMatchObject({ numPassedTests: 1, numPendingTests: 0, numFailedTests: 1 });
  }, 60_000);
});
