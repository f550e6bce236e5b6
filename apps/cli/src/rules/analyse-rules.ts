import { analyseRuleSet, placeFindings } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { isError, problemText, readBytes, readRuleSet, refuse } from './read-files.js';

export interface AnalyseFlags {
  readonly format: 'text' | 'json';
  readonly strict: boolean;
}

/** Findings that make a rule without effect. */
const WITHOUT_EFFECT = ['rule-never-true', 'rule-never-decides'];

/** `rules analyse FILE`: 0; 1 with `--strict` when a rule is without effect; 2 when the rule set has errors. */
export async function analyseRules(file: string, flags: AnalyseFlags, io: CliIo): Promise<ExitCode> {
  const json = flags.format === 'json';
  const { ruleSet, contentHash, problems } = await readRuleSet(file, io);
  if (!ruleSet) return refuse(problems.filter(isError), json, io);
  const { findings, ...analysis } = analyseRuleSet(ruleSet);
  const { bytes } = await readBytes(file, io);
  const placed = placeFindings(findings, bytes, file);
  const { id, version } = ruleSet;
  if (json) {
    io.stdout(
      `${JSON.stringify({ file, ruleSet: { id, version, contentHash }, ...analysis, findings: placed })}\n`,
    );
  } else {
    for (const finding of placed) io.stdout(problemText(finding));
    const idle = analysis.contradictory.length + analysis.shadowed.length;
    const rules = ruleSet.rules.filter((rule) => rule.enabled !== false).length;
    io.stdout(`${file}: ${id}, version ${version}: ${idle} of ${rules} rules without effect\n`);
  }
  return flags.strict && placed.some(({ code }) => WITHOUT_EFFECT.includes(code)) ? EXIT.failed : EXIT.done;
}
