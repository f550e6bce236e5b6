import type { LogPlace } from '@bailiwick/event-store';
import { InvalidInputError } from '@bailiwick/kernel';
import type { Environment, ServerFlags } from '../client/connection.js';

/** What tells which log is meant: in a folder, in a database, or that of a service. */
export interface WhereFlags extends ServerFlags {
  readonly data: string;
  /** True when `--data` was on the command line, not only in the environment. */
  readonly dataGiven: boolean;
  readonly mongodb?: string;
}

/**
 * True when the log of a service is meant: `--server` says so, or BAILIWICK_SERVER where the command line names no
 * other log.
 * @throws InvalidInputError when the command line names several
 */
export function meansService(flags: WhereFlags, env: Environment = process.env): boolean {
  const named = [
    ...(flags.dataGiven ? ['--data'] : []),
    ...(flags.mongodb === undefined ? [] : ['--mongodb']),
    ...(flags.server === undefined ? [] : ['--server']),
  ];
  if (named.length > 1)
    throw new InvalidInputError([
      {
        code: 'conflicting-options',
        message: `${named.join(' and ')} name ${named.length} logs`,
        expected: 'one of them',
      },
    ]);
  return flags.server !== undefined || (named.length === 0 && Boolean(env['BAILIWICK_SERVER']));
}

/** Where the log is when it is not a service's: the database that MONGODB_URI names where the command line names no log. */
export function logPlaceOf(
  { data, dataGiven, mongodb }: Omit<WhereFlags, keyof ServerFlags>,
  env: Environment = process.env,
): LogPlace {
  const mongodbUri = mongodb ?? (dataGiven ? undefined : env['MONGODB_URI'] || undefined);
  return { dataDir: data, mongodbUri };
}
