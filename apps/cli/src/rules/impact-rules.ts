import type { IsoDate, Problem } from '@bailiwick/kernel';
import { previewImpact, strictestLimits } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { type BookFiles, readBook } from './impact-book.js';
import { impactText } from './impact-text.js';
import { isError, problemText, readRuleSet, refuse } from './read-files.js';

export interface ImpactFlags extends BookFiles {
  readonly against: string;
  readonly asOf?: IsoDate;
  readonly format: 'text' | 'json';
}

/** `rules impact NEW --against OLD --accounts A.csv`: 0; 1 beyond the limits; 2 when a file has errors. */
export async function impactRules(file: string, flags: ImpactFlags, io: CliIo): Promise<ExitCode> {
  const json = flags.format === 'json';
  const on = flags.asOf ?? (new Date().toISOString().slice(0, 10) as IsoDate);
  const [before, after, { book, problems: inBook }] = await Promise.all([
    readRuleSet(flags.against, io),
    readRuleSet(file, io),
    readBook(flags, on, io),
  ]);
  const problems = [...before.problems, ...after.problems, ...inBook];
  if (!before.ruleSet || !after.ruleSet || !book || problems.some(isError))
    return refuse(problems.filter(isError), json, io);
  const limits = strictestLimits(before.ruleSet, after.ruleSet);
  const impact = await previewImpact(before.ruleSet, after.ruleSet, { ...book, limits });
  const undecided = impact.undecided.flatMap(({ accountId, problems: why }) =>
    why.map((p) => ofAccount(p, accountId)),
  );
  if (undecided.some(isError)) return refuse(undecided.filter(isError), json, io);
  if (json) {
    const { id, version } = after.ruleSet;
    const ref = { id, version, contentHash: after.contentHash };
    io.stdout(
      `${JSON.stringify({ ruleSet: ref, against: before.ruleSet.version, on, limits, ...impact })}\n`,
    );
  } else {
    for (const warning of inBook) io.stderr(problemText(warning));
    io.stdout(impactText(impact, on));
  }
  return impact.exceeded.length === 0 ? EXIT.done : EXIT.failed;
}

function ofAccount(problem: Problem, accountId: string): Problem {
  return { ...problem, message: `account ${accountId}: ${problem.message}` };
}
