import type { IsoDate, Problem } from '@bailiwick/kernel';
import { type ImpactReport, strictestLimits } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';
import { type BookFiles, readBook, readPlannedBook } from './impact-book.js';
import { impactOf } from './impact-of-edit.js';
import { impactText } from './impact-text.js';
import { isError, problemText, readRuleSet, refuse } from './read-files.js';
import type { ReoptimiseFlags } from './reoptimise-flags.js';

export interface ImpactFlags extends BookFiles, ReoptimiseFlags {
  readonly against: string;
  /** With re-optimisation: aes.csv. */
  readonly aes?: string;
  readonly asOf?: IsoDate;
  readonly format: 'text' | 'json';
}

/** `rules impact NEW --against OLD --accounts A.csv`: 0; 1 beyond the limits; 2 when a file has errors. */
export async function impactRules(file: string, flags: ImpactFlags, io: CliIo): Promise<ExitCode> {
  const json = flags.format === 'json';
  const on = flags.asOf ?? (new Date().toISOString().slice(0, 10) as IsoDate);
  const [before, after] = await Promise.all([readRuleSet(flags.against, io), readRuleSet(file, io)]);
  const planned = flags.reOptimise && before.ruleSet !== undefined;
  const {
    book,
    input,
    problems: inBook,
  } = planned
    ? await readPlannedBook({ ...flags, rules: flags.against }, on, io)
    : await readBook(flags, on, io);
  const problems = [...before.problems, ...after.problems, ...inBook];
  if (!before.ruleSet || !after.ruleSet || !book || problems.some(isError))
    return refuse(problems.filter(isError), json, io);
  const limits = strictestLimits(before.ruleSet, after.ruleSet);
  const edit = { inForce: before.ruleSet, next: after.ruleSet, book: { ...book, limits } };
  const impact = await impactOf(edit, input, flags);
  const undecided = errorsOf(impact);
  if (undecided.length > 0) return refuse(undecided, json, io);
  if (json) {
    const { id, version } = after.ruleSet;
    const ref = { id, version, contentHash: after.contentHash };
    const against = before.ruleSet.version;
    io.stdout(`${JSON.stringify({ ruleSet: ref, against, on, limits, ...impact })}\n`);
  } else {
    for (const warning of inBook) io.stderr(problemText(warning));
    io.stdout(impactText(impact, on));
  }
  return impact.exceeded.length === 0 ? EXIT.done : EXIT.failed;
}

/** Errors of accounts that the new rules cannot decide, each with its account. */
function errorsOf({ undecided }: Pick<ImpactReport, 'undecided'>): Problem[] {
  return undecided.flatMap(({ accountId, problems }) =>
    problems.filter(isError).map((p) => ({ ...p, message: `account ${accountId}: ${p.message}` })),
  );
}
