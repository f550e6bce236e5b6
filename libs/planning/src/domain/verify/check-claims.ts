import type { Problem } from '@bailiwick/kernel';
import type { TermName, Verification, VerifiedAccount } from './verification.js';

const TOLERANCE = 1e-6;

/** A row of assignments.csv. A column that is left out is not checked. */
export type ClaimedAssignment = Pick<VerifiedAccount, 'accountId' | 'csmId'> &
  Partial<Pick<VerifiedAccount, 'previousCsmId' | 'aeId' | 'tier' | 'arr' | 'hours' | 'moved' | 'mandatory'>>;

/** What a plan says of itself. */
export interface PlanClaims {
  readonly objective: number;
  /** A proven lower bound of the objective; `null` when nothing was proven, and then `gap` is too. */
  readonly bound: number | null;
  readonly gap: number | null;
  readonly terms: Readonly<Record<string, number>>;
  readonly assignments: readonly ClaimedAssignment[];
}

/**
 * Everything that a plan claims and the verification does not find: broken constraints, an objective, term or row that
 * differs by more than 1e-6 (relative), a bound above the objective, a gap that is not
 * `(objective − bound) / max(1, objective − unassigned points)`. Empty: the plan may be published.
 */
export function checkClaims(verification: Verification, claims: PlanClaims): Problem[] {
  return [
    ...verification.violations.map(brokenConstraint),
    ...differs('/objective', claims.objective, verification.objective),
    ...termProblems(verification, claims),
    ...boundProblems(verification, claims),
    ...assignmentProblems(verification, claims.assignments),
  ];
}

function brokenConstraint({ code, message, amount, limit }: Verification['violations'][number]): Problem {
  return { code: `plan-${code}`, message, value: amount, expected: `at most or at least ${limit}` };
}

function termProblems({ terms }: Verification, claims: PlanClaims): Problem[] {
  const names = new Set([...Object.keys(terms), ...Object.keys(claims.terms)]);
  return [...names].flatMap((name) => {
    const [claimed, found] = [claims.terms[name], terms[name as TermName] as number | undefined];
    const pointer = `/terms/${name}`;
    if (claimed === undefined) return claimProblem('claim-missing', pointer, undefined, found);
    if (found === undefined) return claimProblem('claim-unknown', pointer, claimed, 'no such term');
    return differs(pointer, claimed, found);
  });
}

function boundProblems({ objective, terms }: Verification, { bound, gap }: PlanClaims): Problem[] {
  if (bound === null)
    return gap === null ? [] : [claimProblem('claim-differs', '/gap', gap, 'null, as no bound was proven')];
  if (!(bound <= objective + tolerance(objective))) {
    return [claimProblem('bound-above-objective', '/bound', bound, `at most ${objective}`)];
  }
  return differs('/gap', gap, Math.max(0, objective - bound) / Math.max(1, objective - terms.unassigned));
}

function assignmentProblems({ accounts }: Verification, claimed: readonly ClaimedAssignment[]): Problem[] {
  const rows = new Map<string, ClaimedAssignment>();
  const problems: Problem[] = [];
  for (const row of claimed) {
    const pointer = `/assignments/${row.accountId}`;
    if (rows.has(row.accountId))
      problems.push(claimProblem('claim-repeated', pointer, row.accountId, 'one row for each account'));
    else if (!accounts.has(row.accountId))
      problems.push(claimProblem('claim-unknown', pointer, row.accountId, 'an active account'));
    rows.set(row.accountId, row);
  }
  for (const [id, found] of accounts) {
    const row = rows.get(id);
    if (row) problems.push(...rowProblems(row, found));
    else
      problems.push(
        claimProblem('claim-missing', `/assignments/${id}`, undefined, 'a row for each active account'),
      );
  }
  return problems;
}

const columns = ['csmId', 'previousCsmId', 'aeId', 'tier', 'arr', 'hours', 'moved', 'mandatory'] as const;

function rowProblems(row: ClaimedAssignment, found: VerifiedAccount): Problem[] {
  return columns.flatMap((column) => {
    const claimed = row[column];
    return claimed === undefined
      ? []
      : differs(`/assignments/${row.accountId}/${column}`, claimed, found[column]);
  });
}

type Cell = string | number | boolean | null;

/** A number that is not finite differs from every number. */
function differs(pointer: string, claimed: Cell, found: Cell): Problem[] {
  const same =
    typeof claimed === 'number' && typeof found === 'number'
      ? Math.abs(claimed - found) <= tolerance(found)
      : claimed === found;
  return same ? [] : [claimProblem('claim-differs', pointer, claimed, found)];
}

function tolerance(value: number): number {
  return TOLERANCE * Math.max(1, Math.abs(value));
}

function claimProblem(code: string, pointer: string, value: unknown, expected: unknown): Problem {
  return {
    code,
    message: `the plan claims another ${pointer.slice(1)} than its assignment gives`,
    pointer,
    value,
    expected: String(expected),
    hint: 'Maybe the optimiser and the verifier read the planning model differently; the plan is not to be published.',
  };
}
