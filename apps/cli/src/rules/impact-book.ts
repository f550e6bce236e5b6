import { type AccountRecord, convertCurrencies, readAccountsCsv, readCsmsCsv } from '@bailiwick/contracts';
import type { IsoDate, Problem } from '@bailiwick/kernel';
import { workloadMeasures } from '@bailiwick/planning';
import { familyArrOf, type ImpactBook } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import { choosePolicy } from '../plan/choose-policy.js';
import { isError, readBytes } from './read-files.js';

export interface BookFiles {
  readonly accounts: string;
  readonly csms?: string;
  /** A file, or the name of a preset. */
  readonly policy?: string;
}

export interface BookRead {
  /** Present when there are no errors. */
  readonly book?: ImpactBook<AccountRecord>;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

/** The active accounts of an accounts.csv with the hours that planning counts for them, and the capacity of the CSMs. */
export async function readBook(files: BookFiles, on: IsoDate, io: CliIo): Promise<BookRead> {
  const csmsPath = files.csms;
  const [accountsFile, csmsFile, { policy, problems: inPolicy }] = await Promise.all([
    readBytes(files.accounts, io),
    csmsPath === undefined ? undefined : readBytes(csmsPath, io),
    choosePolicy(files.policy, io),
  ]);
  const unread = [accountsFile, csmsFile].flatMap((file) => (file && !file.bytes ? [file.problem] : []));
  const accounts = accountsFile.bytes && readAccountsCsv(accountsFile.bytes, files.accounts);
  const csms = csmsFile?.bytes && readCsmsCsv(csmsFile.bytes, csmsPath!);
  const inTables = [accounts, csms].flatMap((table) => (table ? [...table.problems, ...table.warnings] : []));
  const problems = [...unread, ...inTables, ...inPolicy];
  if (!accounts || !policy || problems.some(isError)) return { problems };
  const converted = convertCurrencies(accounts.records, policy);
  const family = familyArrOf(converted);
  const people = csms ? csms.records : [];
  return {
    problems,
    book: {
      accounts: converted.filter((account) => account.status === 'active'),
      // Of a file with an account twice nothing was read.
      distinct: true,
      on,
      mode: 'file',
      ...workloadMeasures(people, policy, on),
      familyArr: (account) => family.get(account.accountId),
    },
  };
}
