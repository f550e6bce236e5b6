import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { countText, isError, problemText, readRuleSet } from './read-files.js';

/** `rules lint FILE`: 0 without errors (warnings may be), 2 with. */
export async function lintRules(file: string, json: boolean, io: CliIo): Promise<ExitCode> {
  const { ruleSet, contentHash, problems } = await readRuleSet(file, io);
  const errors = problems.filter(isError).length;
  if (json) {
    const report = {
      file,
      valid: errors === 0,
      contentHash,
      errors,
      warnings: problems.length - errors,
      problems,
    };
    io.stdout(`${JSON.stringify(report)}\n`);
  } else {
    for (const problem of problems) io.stdout(problemText(problem));
    const name = ruleSet ? `${ruleSet.id}, version ${ruleSet.version}: ` : '';
    io.stdout(`${file}: ${name}${countText(problems)}\n`);
  }
  return errors === 0 ? EXIT.done : EXIT.usage;
}
