import { shorten, type Problem } from '@bailiwick/kernel';
import type { AccountRecord } from '../company/account.js';
import type { AeRecord } from '../company/ae.js';
import type { CsmRecord } from '../company/csm.js';
import { closest } from '../events/zod-problems.js';
import type { Policy } from '../policy/policy.js';
import { noExchangeRate, rateOf } from './convert-currencies.js';
import { CSV_LIMITS } from './csv-limits.js';
import type { CsvTable } from './csv-table.js';
import { parentCycles } from './parent-cycles.js';
import { ProblemList } from './problem-list.js';

/** The records of a file; `lines` and `ids` make problems precise where they are known. */
export type RecordsOf<R> = Pick<CsvTable<R>, 'records'> &
  Partial<Pick<CsvTable<R>, 'file' | 'lines' | 'ids'>>;

export interface CompanyTables {
  readonly accounts: RecordsOf<AccountRecord>;
  readonly csms: RecordsOf<CsmRecord>;
  /** Absent when no AE file was given: then AE ids are taken as they are. */
  readonly aes?: RecordsOf<AeRecord>;
}

export interface CompanyCheck {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * What the files of a company must fulfil together: there are accounts and CSMs, parents form no cycle, every
 * currency has a rate in the policy, and every `csm_id` and (where an AE file is given) `ae_id` is known. An unknown
 * one is somebody who has left: a warning, with `strict` an error for each account.
 */
export function checkCompany(
  tables: CompanyTables,
  policy: Pick<Policy, 'currency' | 'fxRates'>,
  { strict = false }: { readonly strict?: boolean } = {},
): CompanyCheck {
  const { accounts, csms, aes } = tables;
  const file = accounts.file ?? 'accounts';
  const problems = new ProblemList(file, CSV_LIMITS.problems);
  const warnings = new ProblemList(file, CSV_LIMITS.problems);
  checkNotEmpty(tables, problems);
  checkCurrencies(accounts, policy, problems);
  for (const problem of parentCycles(accounts)) problems.add(problem);
  const unknown = [
    unknownIds(accounts, 'csm_id', (a) => a.csmId, csms, 'csmId', 'csms'),
    ...(aes ? [unknownIds(accounts, 'ae_id', (a) => a.aeId, aes, 'aeId', 'aes')] : []),
  ];
  for (const found of unknown) {
    if (found.rows.length === 0) continue;
    if (!strict) warnings.add(summary(found));
    else for (const problem of eachUnknown(found)) problems.add(problem);
  }
  return { problems: problems.toArray(), warnings: warnings.toArray() };
}

function checkNotEmpty({ accounts, csms }: CompanyTables, problems: ProblemList): void {
  const empty = (table: RecordsOf<unknown>): boolean =>
    table.records.length === 0 && (table.ids === undefined || table.ids.size === 0);
  if (empty(accounts))
    problems.add({
      code: 'no-accounts',
      message: 'There is no account',
      expected: 'at least one account',
      hint: 'Maybe the export did not finish',
    });
  if (empty(csms))
    problems.add({
      code: 'no-csms',
      message: 'There is no CSM',
      file: csms.file ?? 'csms',
      expected: 'at least one CSM or pool',
      hint: 'Maybe the export did not finish',
    });
}

function checkCurrencies(
  accounts: RecordsOf<AccountRecord>,
  policy: Pick<Policy, 'currency' | 'fxRates'>,
  problems: ProblemList,
): void {
  accounts.records.forEach(({ currency }, i) => {
    if (currency === undefined || rateOf(currency, policy) !== undefined) return;
    problems.add({ ...noExchangeRate(currency, policy), ...at(accounts, i), column: 'currency' });
  });
}

interface UnknownIds {
  readonly column: 'csm_id' | 'ae_id';
  readonly rows: readonly { readonly index: number; readonly id: string }[];
  readonly accounts: RecordsOf<AccountRecord>;
  readonly known: readonly string[];
  readonly file: string;
}

function unknownIds<R>(
  accounts: RecordsOf<AccountRecord>,
  column: UnknownIds['column'],
  idOf: (account: AccountRecord) => string | undefined,
  table: RecordsOf<R>,
  field: keyof R,
  kind: string,
): UnknownIds {
  const known = new Set(table.records.map((record) => record[field] as string));
  const seen = table.ids ?? known;
  const rows = accounts.records.flatMap((account, index) => {
    const id = idOf(account);
    return account.status === 'churned' || id === undefined || known.has(id) || seen.has(id)
      ? []
      : [{ index, id }];
  });
  return { column, rows, accounts, known: [...known], file: table.file ?? kind };
}

const MAX_LISTED = 20;

/** One warning that lists the unknown ids with how many accounts have each. */
function summary(found: UnknownIds): Problem {
  const counts = new Map<string, number>();
  for (const { id } of found.rows) counts.set(id, (counts.get(id) ?? 0) + 1);
  const listed = [...counts].slice(0, MAX_LISTED).map(([id, n]) => `${shorten(id, 60)} (${n})`);
  const more = counts.size > MAX_LISTED ? ` and ${counts.size - MAX_LISTED} more` : '';
  const who = found.column === 'csm_id' ? 'CSM' : 'AE';
  const many = found.rows.length === 1 ? '1 account has' : `${found.rows.length} accounts have`;
  const effect =
    found.column === 'csm_id'
      ? 'taken as somebody who has left, so that the move is mandatory'
      : 'taken as it is, without a team';
  return {
    code: `unknown-${who.toLowerCase()}`,
    message: `${many} a ${found.column} that is not in ${found.file}: ${effect}`,
    ...at(found.accounts, found.rows[0]!.index),
    column: found.column,
    value: `${listed.join(', ')}${more}`,
    expected: `the id of a ${who} in ${found.file}`,
    hint: `Maybe the ${who} has left; --strict makes it an error`,
    severity: 'warning',
  };
}

function eachUnknown(found: UnknownIds): Problem[] {
  const hints = new Map<string, string | undefined>();
  return found.rows.map(({ index, id }) => {
    if (!hints.has(id)) hints.set(id, closest(id, found.known, 2));
    const like = hints.get(id);
    return {
      code: found.column === 'csm_id' ? 'unknown-csm' : 'unknown-ae',
      message: `${found.column} is not in ${found.file}`,
      ...at(found.accounts, index),
      column: found.column,
      value: shorten(id),
      expected: `an id that is in ${found.file}`,
      hint:
        like === undefined ? 'Maybe they have left; without --strict that is a warning' : `Maybe "${like}"`,
    };
  });
}

/** File and line of the account `index`. */
function at(accounts: RecordsOf<AccountRecord>, index: number): Pick<Problem, 'line'> {
  const line = accounts.lines?.[index];
  return line === undefined ? {} : { line };
}
