import { InvalidInputError } from '@bailiwick/kernel';
import type { Environment, ServerFlags } from '../client/connection.js';

/** What tells whether the log in a folder is meant, or that of a service. */
export interface WhereFlags extends ServerFlags {
  readonly data: string;
  /** True when `--data` was on the command line, not only in the environment. */
  readonly dataGiven: boolean;
}

/**
 * True when the log of a service is meant: `--server` says so, or BAILIWICK_SERVER where `--data` does not say
 * otherwise.
 * @throws InvalidInputError when the command line names both
 */
export function meansService(flags: WhereFlags, env: Environment = process.env): boolean {
  if (flags.server !== undefined && flags.dataGiven)
    throw new InvalidInputError([
      {
        code: 'conflicting-options',
        message: '--data and --server name two logs',
        expected: 'one of them',
      },
    ]);
  return flags.server !== undefined || (!flags.dataGiven && Boolean(env['BAILIWICK_SERVER']));
}
