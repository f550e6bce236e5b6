import {
  coverageOfTests,
  placeFindings,
  runStoredTests,
  type StoredTestCoverage,
  type StoredTestResult,
  type TestCoverage,
} from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { isError, problemText, readBytes, readRuleSet, refuse } from './read-files.js';

export interface TestFlags {
  readonly json: boolean;
  readonly coverage: boolean;
  /** Percent; default: what the rule set's own limits want. */
  readonly min?: number;
}

/** `rules test FILE`: 0 when all stored tests pass; 1 when one fails, or they show too little; 2 on errors in it. */
export async function testRules(file: string, { json, ...flags }: TestFlags, io: CliIo): Promise<ExitCode> {
  const { ruleSet, contentHash, problems } = await readRuleSet(file, io);
  if (!ruleSet) return refuse(problems.filter(isError), json, io);
  const results = await runStoredTests(ruleSet);
  const failed = results.filter((result) => !result.passed).length;
  const passed = results.length - failed;
  const least = flags.min ?? ruleSet.limits?.minPctTestCoverage;
  const measured = flags.coverage || least !== undefined;
  const { findings = [], ...coverage }: Partial<StoredTestCoverage> = measured
    ? coverageOfTests(ruleSet, results)
    : {};
  const untested = placeFindings(findings, measured ? (await readBytes(file, io)).bytes : undefined, file);
  const enough = coverage.pct === undefined || coverage.pct >= (least ?? 0);
  if (json) {
    const { id, version } = ruleSet;
    const tests = results.map(({ decision: _decision, ...result }) => result);
    const shown = measured ? { coverage: { ...coverage, findings: untested } } : {};
    const report = { file, ruleSet: { id, version, contentHash }, passed, failed, tests, ...shown };
    io.stdout(`${JSON.stringify(report)}\n`);
  } else {
    for (const problem of problems) io.stderr(problemText(problem));
    for (const result of results) io.stdout(resultText(result));
    io.stdout(
      results.length === 0 ? `${file}: no stored tests\n` : `${file}: ${passed} passed, ${failed} failed\n`,
    );
    for (const problem of untested) io.stdout(problemText(problem));
    if (coverage.pct !== undefined) io.stdout(coverageText(coverage, least));
  }
  return failed === 0 && enough ? EXIT.done : EXIT.failed;
}

function coverageText({ met, wanted, pct = 0 }: Partial<TestCoverage>, min: number | undefined): string {
  const wish = min === undefined ? '' : `; wanted: ${min}%${pct < min ? ', too little' : ''}`;
  return `coverage: ${met} of ${wanted} (${pct}%)${wish}\n`;
}

function resultText({ passed, name, differences }: StoredTestResult): string {
  const details = differences.map((difference) => `       ${difference.replaceAll('\n', '\n       ')}\n`);
  return `${passed ? 'pass' : 'FAIL'}  ${name}\n${details.join('')}`;
}
