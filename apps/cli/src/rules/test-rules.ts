import { runStoredTests, type StoredTestResult } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { isError, problemText, readRuleSet, refuse } from './read-files.js';

/** `rules test FILE`: 0 when all stored tests pass, 1 when one fails, 2 when the rule set has errors. */
export async function testRules(file: string, json: boolean, io: CliIo): Promise<ExitCode> {
  const { ruleSet, contentHash, problems } = await readRuleSet(file, io);
  if (!ruleSet) return refuse(problems.filter(isError), json, io);
  const results = await runStoredTests(ruleSet);
  const failed = results.filter((result) => !result.passed).length;
  const passed = results.length - failed;
  if (json) {
    const { id, version } = ruleSet;
    const tests = results.map(({ decision: _decision, ...result }) => result);
    io.stdout(`${JSON.stringify({ file, ruleSet: { id, version, contentHash }, passed, failed, tests })}\n`);
  } else {
    for (const problem of problems) io.stderr(problemText(problem));
    for (const result of results) io.stdout(resultText(result));
    io.stdout(
      results.length === 0 ? `${file}: no stored tests\n` : `${file}: ${passed} passed, ${failed} failed\n`,
    );
  }
  return failed === 0 ? EXIT.done : EXIT.failed;
}

function resultText({ passed, name, differences }: StoredTestResult): string {
  const details = differences.map((difference) => `       ${difference.replaceAll('\n', '\n       ')}\n`);
  return `${passed ? 'pass' : 'FAIL'}  ${name}\n${details.join('')}`;
}
