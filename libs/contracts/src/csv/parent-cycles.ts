import { shorten, type Problem } from '@bailiwick/kernel';
import type { AccountRecord } from '../company/account.js';

const MAX_SHOWN = 8;

/** A problem for each cycle of parents, at the first account of it; accounts that merely lead into one have none. */
export function parentCycles({
  records,
  lines,
}: {
  readonly records: readonly AccountRecord[];
  readonly lines?: readonly number[];
}): Problem[] {
  const indexOf = new Map<string, number>(records.map((account, i) => [account.accountId, i]));
  /** 0 = not visited, otherwise the walk that reached it. */
  const visitedBy = new Int32Array(records.length);
  const problems: Problem[] = [];
  for (let start = 0; start < records.length; start++) {
    let at: number | undefined = start;
    while (at !== undefined && visitedBy[at] === 0) {
      visitedBy[at] = start + 1;
      at = parentIndex(records[at]!, indexOf);
    }
    if (at !== undefined && visitedBy[at] === start + 1)
      problems.push(cycleFrom(at, records, indexOf, lines));
  }
  return problems;
}

function parentIndex(account: AccountRecord, indexOf: ReadonlyMap<string, number>): number | undefined {
  return account.parentId === undefined ? undefined : indexOf.get(account.parentId);
}

function cycleFrom(
  entry: number,
  records: readonly AccountRecord[],
  indexOf: ReadonlyMap<string, number>,
  lines: readonly number[] | undefined,
): Problem {
  const members = [entry];
  for (
    let at = parentIndex(records[entry]!, indexOf)!;
    at !== entry;
    at = parentIndex(records[at]!, indexOf)!
  )
    members.push(at);
  const first = Math.min(...members.slice(0, 10_000));
  const ids = members.map((i) => records[i]!.accountId);
  const shown = ids.length > MAX_SHOWN ? [...ids.slice(0, MAX_SHOWN), '…'] : ids;
  return {
    code: 'parent-cycle',
    message: `${ids.length} accounts are each other's parents`,
    ...(lines?.[first] === undefined ? {} : { line: lines[first] }),
    column: 'parent_id',
    value: shorten([...shown, ids[0]].join(' → '), 400),
    expected: 'chains of parents that end',
    hint: 'Maybe clear the parent_id of the ultimate parent',
  };
}
