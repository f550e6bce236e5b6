import {
  type AccountRecord,
  checkCompany,
  defaultPolicy,
  defaultRuleSet,
  readAccountsCsv,
  readAesCsv,
  readCsmsCsv,
} from '@bailiwick/contracts';
import type { IsoDate, Problem } from '@bailiwick/kernel';
import { type PlanningInput, prepareInput } from '@bailiwick/planning';
import { type CheckedRuleSet, checkRuleSet, lintRuleSet } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import { choosePolicy } from './choose-policy.js';
import { unreadable } from './unreadable.js';

export interface InputFiles {
  readonly accounts: string;
  readonly csms: string;
  readonly aes?: string;
  readonly rules?: string;
  /** A file, or the name of a preset. */
  readonly policy?: string;
}

export interface ReadInputs {
  /** Present when there are no errors. */
  readonly input?: PlanningInput;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads and checks every file of a plan; everything that is wrong with any of them is reported at once. */
export async function readInputs(
  files: InputFiles,
  asOf: IsoDate,
  strict: boolean,
  io: CliIo,
): Promise<ReadInputs> {
  const problems: Problem[] = [];
  const bytes = async (path: string | undefined): Promise<Uint8Array | undefined> => {
    if (path === undefined) return undefined;
    return io.readFile(path).catch((error: NodeJS.ErrnoException) => {
      problems.push(unreadable(path, error));
      return undefined;
    });
  };
  const [[accountsFile, csmsFile, aesFile, rulesFile], policy] = await Promise.all([
    Promise.all([files.accounts, files.csms, files.aes, files.rules].map(bytes)),
    choosePolicy(files.policy, io),
  ]);
  const accounts = accountsFile && readAccountsCsv(accountsFile, files.accounts);
  const csms = csmsFile && readCsmsCsv(csmsFile, files.csms);
  const aes = aesFile && readAesCsv(aesFile, files.aes!);
  const rules = readRules(rulesFile, files.rules);
  const warnings = [accounts, csms, aes].flatMap((t) => t?.warnings ?? []);
  problems.push(
    ...[accounts, csms, aes].flatMap((t) => t?.problems ?? []),
    ...rules.problems,
    ...policy.problems,
  );
  if (accounts && csms) {
    const check = checkCompany({ accounts, csms, ...(aes ? { aes } : {}) }, policy.policy ?? defaultPolicy, {
      strict,
    });
    problems.push(...check.problems);
    warnings.push(...check.warnings);
  }
  const errors = problems.filter((p) => p.severity !== 'warning');
  warnings.push(...problems.filter((p) => p.severity === 'warning'));
  if (errors.length > 0 || !accounts || !csms || !rules.ruleSet || !policy.policy)
    return { problems: errors, warnings };
  const company = { accounts: accounts.records, csms: csms.records, ...(aes ? { aes: aes.records } : {}) };
  const lineOf = new Map(accounts.records.map((a, i) => [a.accountId, accounts.lines[i]!]));
  const locate = (a: AccountRecord): Pick<Problem, 'file' | 'line'> => ({
    file: files.accounts,
    line: lineOf.get(a.accountId)!,
  });
  const prepared = await prepareInput({
    company,
    policy: policy.policy,
    ruleSet: rules.ruleSet,
    asOf,
    mode: 'file',
    locate,
  });
  return {
    ...(prepared.input ? { input: prepared.input } : {}),
    problems: prepared.problems
      .filter((p) => p.severity !== 'warning')
      .map((p) => inPolicyFile(p, files.policy)),
    warnings: [...warnings, ...prepared.problems.filter((p) => p.severity === 'warning')],
  };
}

function readRules(
  bytes: Uint8Array | undefined,
  file: string | undefined,
): { ruleSet?: CheckedRuleSet; problems: readonly Problem[] } {
  if (file === undefined) return { ruleSet: checkRuleSet(defaultRuleSet), problems: [] };
  if (!bytes) return { problems: [] };
  const { ruleSet, problems } = lintRuleSet(bytes, file);
  return ruleSet ? { ruleSet, problems } : { problems };
}

/** What the policy names without need of a line: its own file is where to look. */
function inPolicyFile(problem: Problem, file: string | undefined): Problem {
  return problem.file === undefined && problem.pointer !== undefined && file !== undefined
    ? { file, ...problem }
    : problem;
}
