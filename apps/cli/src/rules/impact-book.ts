import {
  type AccountRecord,
  type Company,
  convertCurrencies,
  type Policy,
  readAccountsCsv,
  readCsmsCsv,
} from '@bailiwick/contracts';
import { InvalidInputError, type IsoDate, type Problem } from '@bailiwick/kernel';
import { type PlanningInput, workloadMeasures } from '@bailiwick/planning';
import { familyArrOf, type ImpactBook } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import { choosePolicy } from '../plan/choose-policy.js';
import { type InputFiles, readInputs } from '../plan/read-inputs.js';
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
  /** The same as input for planning, where it was read for that. */
  readonly input?: PlanningInput;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

const WITHOUT_CSMS: Problem = {
  code: 'missing-option',
  message: 'without CSMs there is nobody to re-optimise the book for',
  expected: 'rules impact … --re-optimise --csms C.csv',
};

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
  const company = { accounts: convertCurrencies(accounts.records, policy), csms: csms ? csms.records : [] };
  return { problems, book: bookOf(company, policy, on) };
}

/**
 * The same book, checked as `plan` checks it, to be planned as well; every file is read once.
 * @throws InvalidInputError `missing-option` without CSMs
 */
export async function readPlannedBook(
  { csms, ...files }: BookFiles & Omit<InputFiles, 'csms'>,
  on: IsoDate,
  io: CliIo,
): Promise<BookRead> {
  if (csms === undefined) throw new InvalidInputError([WITHOUT_CSMS]);
  const { input, problems, warnings } = await readInputs({ ...files, csms }, on, false, io);
  const found = [...problems, ...warnings];
  if (!input) return { problems: found };
  return { problems: found, input, book: bookOf(input.company, input.policy, on) };
}

/** @param company ARR in the policy's currency; of a file with an account twice nothing was read */
function bookOf(
  { accounts, csms }: Pick<Company, 'accounts' | 'csms'>,
  policy: Policy,
  on: IsoDate,
): ImpactBook<AccountRecord> {
  const family = familyArrOf(accounts);
  return {
    accounts: accounts.filter((account) => account.status === 'active'),
    distinct: true,
    on,
    mode: 'file',
    ...workloadMeasures(csms, policy, on),
    familyArr: (account) => family.get(account.accountId),
  };
}
