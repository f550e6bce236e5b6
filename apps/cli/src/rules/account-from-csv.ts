import { convertCurrencies, defaultPolicy, type Policy, readAccountsCsv } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { readPolicy } from '@bailiwick/planning';
import { familyArrOf } from '@bailiwick/tiering';
import type { CliIo } from '../cli-io.js';
import type { AccountRead } from './account-read.js';
import { isError, readBytes } from './read-files.js';

/** One account of an accounts.csv, its ARR in the policy's currency, with the ARR of its family. */
export async function accountFromCsv(
  path: string,
  id: string,
  policyPath: string | undefined,
  io: CliIo,
): Promise<AccountRead> {
  const [file, policy] = await Promise.all([readBytes(path, io), policyFrom(policyPath, io)]);
  if (!file.bytes) return { problems: [file.problem, ...policy.problems] };
  const table = readAccountsCsv(file.bytes, path);
  const problems = [...table.problems, ...table.warnings, ...policy.problems];
  if (problems.some(isError) || !policy.policy) return { problems };
  const accounts = convertCurrencies(table.records, policy.policy);
  const index = accounts.findIndex((account) => account.accountId === id);
  const account = accounts[index];
  if (!account) return { problems: [...problems, unknownAccount(path, id)] };
  const line = table.lines[index];
  const place = { file: path, ...(line === undefined ? {} : { line }) };
  return { account, familyArr: familyArrOf(accounts).get(id) ?? 0, place, problems };
}

async function policyFrom(
  path: string | undefined,
  io: CliIo,
): Promise<{ policy?: Policy; problems: readonly Problem[] }> {
  if (path === undefined) return { policy: defaultPolicy, problems: [] };
  const file = await readBytes(path, io);
  return file.bytes ? readPolicy(file.bytes, path) : { problems: [file.problem] };
}

function unknownAccount(file: string, id: string): Problem {
  return {
    code: 'unknown-account',
    message: `${file} has no account "${id}"`,
    file,
    column: 'account_id',
    value: id,
    hint: 'Maybe upper and lower case: ids must be the same exactly',
  };
}
