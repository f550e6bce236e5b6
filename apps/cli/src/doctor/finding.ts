import { describeProblem, type Problem } from '@bailiwick/kernel';

/** What one check found. */
export interface Finding {
  readonly check: string;
  readonly status: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do. */
  readonly hint?: string;
}

export const ok = (check: string, message: string): Finding => ({ check, status: 'ok', message });
export const warn = (check: string, message: string, hint: string): Finding => ({
  check,
  status: 'warn',
  message,
  hint,
});
export const fail = (check: string, message: string, hint: string): Finding => ({
  check,
  status: 'fail',
  message,
  hint,
});

/** A problem as a finding, with all that it tells. */
export function ofProblem(check: string, problem: Problem): Finding {
  const { hint, ...told } = problem;
  return {
    check,
    status: problem.severity === 'warning' ? 'warn' : 'fail',
    message: describeProblem(told),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** `ok    node   Node 20.20.0`, and below it what to do. */
export function findingText({ check, status, message, hint }: Finding): string {
  const indent = ' '.repeat(WIDTH + 6);
  const lines = [...message.split('\n'), ...(hint === undefined ? [] : [`→ ${hint}`])];
  return `${status.padEnd(6)}${check.padEnd(WIDTH)}${lines.join(`\n${indent}`)}\n`;
}

const WIDTH = 15;
