import type { Problem } from '@bailiwick/kernel';
import { type CheckedRuleSet, explainAccount } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { accountFromCsv } from './account-from-csv.js';
import { accountFromFacts } from './account-from-facts.js';
import type { AccountRead } from './account-read.js';
import { isError, problemText, readRuleSet, refuse } from './read-files.js';

export interface ExplainFlags {
  readonly facts?: string;
  readonly accounts?: string;
  readonly account?: string;
  readonly policy?: string;
  readonly previousTier?: string;
  readonly json: boolean;
}

/** `rules explain FILE`: 0 with a decision, 2 when the rule set, the facts or the flags have errors. */
export async function explainRules(file: string, flags: ExplainFlags, io: CliIo): Promise<ExitCode> {
  const { ruleSet, problems: inRules } = await readRuleSet(file, io);
  const read = await readAccount(flags, ruleSet, io);
  const problems = [...inRules, ...read.problems, ...previousTierProblems(flags, ruleSet)];
  if (!ruleSet || !read.account || problems.some(isError))
    return refuse(problems.filter(isError), flags.json, io);
  const previous = flags.previousTier;
  const {
    decision,
    sensitivity,
    text,
    problems: ofFacts,
  } = await explainAccount(ruleSet, read.account, {
    mode: 'file',
    ...(read.familyArr === undefined ? {} : { familyArr: () => read.familyArr }),
    ...(read.place === undefined ? {} : { locate: () => read.place! }),
    ...(previous === undefined ? {} : { previousTierOf: () => previous }),
  });
  if (!decision) return refuse(ofFacts, flags.json, io);
  const warnings = [...problems, ...ofFacts];
  if (flags.json) io.stdout(`${JSON.stringify({ decision, sensitivity, problems: warnings })}\n`);
  else {
    for (const warning of warnings) if (warning.code !== 'unused-fact') io.stderr(problemText(warning));
    io.stdout(text ?? '');
  }
  return EXIT.done;
}

function readAccount(
  flags: ExplainFlags,
  ruleSet: CheckedRuleSet | undefined,
  io: CliIo,
): Promise<AccountRead> {
  if (flags.facts !== undefined) return accountFromFacts(flags.facts, ruleSet, io);
  if (flags.accounts !== undefined && flags.account !== undefined) {
    return accountFromCsv(flags.accounts, flags.account, flags.policy, io);
  }
  const problem: Problem = {
    code: 'missing-option',
    message: 'there is no account to explain',
    expected: '--facts FACTS.json, or --accounts A.csv with --account ID',
  };
  return Promise.resolve({ problems: [problem] });
}

function previousTierProblems(flags: ExplainFlags, ruleSet: CheckedRuleSet | undefined): readonly Problem[] {
  const tier = flags.previousTier;
  if (tier === undefined || !ruleSet || ruleSet.tiers.some((t) => t.id === tier)) return [];
  const expected = `one of ${ruleSet.tiers.map((t) => t.id).join(', ')}`;
  return [
    { code: 'unknown-tier', message: `--previous-tier: there is no tier "${tier}"`, value: tier, expected },
  ];
}
