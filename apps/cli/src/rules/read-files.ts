import { describeProblem, type Problem } from '@bailiwick/kernel';
import { type CheckedRuleSet, lintRuleSet } from '@bailiwick/tiering';
import { type CliIo, EXIT, type ExitCode } from '../cli-io.js';

/** A file's bytes, or why there are none. */
export type FileRead =
  { readonly bytes: Uint8Array } | { readonly bytes?: undefined; readonly problem: Problem };

export async function readBytes(path: string, io: CliIo): Promise<FileRead> {
  try {
    return { bytes: await io.readFile(path) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const text = code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read: ${message}`;
    return {
      problem: {
        code: 'unreadable-file',
        message: text,
        file: path,
        value: path,
        expected: 'a readable file',
      },
    };
  }
}

export interface RuleSetRead {
  /** Present when there are no errors. */
  readonly ruleSet?: CheckedRuleSet;
  readonly contentHash?: string;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

export async function readRuleSet(path: string, io: CliIo): Promise<RuleSetRead> {
  const file = await readBytes(path, io);
  return file.bytes ? lintRuleSet(file.bytes, path) : { problems: [file.problem] };
}

export function isError(problem: Problem): boolean {
  return problem.severity !== 'warning';
}

/** A problem in words, said to be an error or a warning. */
export function problemText(problem: Problem): string {
  return `${problem.severity ?? 'error'}: ${describeProblem(problem)}\n`;
}

/** `2 errors, 1 warning` */
export function countText(problems: readonly Problem[]): string {
  const errors = problems.filter(isError).length;
  const warnings = problems.length - errors;
  const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  return `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
}

/** Tells what is wrong with the input. */
export function refuse(problems: readonly Problem[], json: boolean, io: CliIo): ExitCode {
  if (json) io.stdout(`${JSON.stringify({ status: 'invalid-input', problems })}\n`);
  for (const problem of problems) io.stderr(problemText(problem));
  return EXIT.usage;
}
