import type { Problem } from '@bailiwick/kernel';
import type { TermName, Verification, VerifiedAccount, VerifiedCsm } from './verification.js';

const TOLERANCE = 1e-6;

/** A row of assignments.csv. A column that is left out is not checked. */
export type ClaimedAssignment = Pick<VerifiedAccount, 'accountId' | 'csmId'> & Partial<VerifiedAccount>;
/** A row of csms.csv. A column that is left out is not checked. */
export type ClaimedCsm = Pick<VerifiedCsm, 'csmId'> & Partial<VerifiedCsm>;

/** What a plan says of itself. */
export interface PlanClaims {
  readonly objective: number;
  /** A proven lower bound of the objective; `null` when nothing was proven, and then `gap` is too. */
  readonly bound: number | null;
  readonly gap: number | null;
  readonly terms: Readonly<Record<string, number>>;
  readonly assignments: readonly ClaimedAssignment[];
  readonly csms?: readonly ClaimedCsm[];
}

/**
 * Everything that a plan claims and the verification does not find: broken constraints, pins and locks given up without
 * need, an objective, term or row that differs by more than 1e-6 (relative), a bound above the objective, a gap that is
 * not `(objective − bound) / max(1, objective − unassigned points)`. Empty: the plan may be published.
 */
export function checkClaims(verification: Verification, claims: PlanClaims): Problem[] {
  const { accounts, csms } = verification;
  return [
    ...verification.violations.map(brokenConstraint),
    ...verification.needlessRelaxations.map(needlessRelaxation),
    ...differs('/objective', claims.objective, verification.objective),
    ...termProblems(verification, claims),
    ...boundProblems(verification, claims),
    ...rowProblems('/assignments', claims.assignments, (row) => row.accountId, accounts),
    ...(claims.csms ? rowProblems('/csms', claims.csms, (row) => row.csmId, csms) : []),
  ];
}

function brokenConstraint({ code, message, amount, limit }: Verification['violations'][number]): Problem {
  return { code: `plan-${code}`, message, value: amount, expected: `within the limit of ${limit}` };
}

function needlessRelaxation(value: string): Problem {
  const message = `the pin or lock of account ${value} is given up although it contradicts nothing`;
  return {
    code: 'needless-relaxation',
    message,
    value,
    expected: 'the smallest set of contradicting pins and locks',
  };
}

function termProblems({ terms }: Verification, claims: PlanClaims): Problem[] {
  const names = new Set([...Object.keys(terms), ...Object.keys(claims.terms)]);
  return [...names].flatMap((name) => {
    const [claimed, found] = [claims.terms[name], terms[name as TermName] as number | undefined];
    const pointer = `/terms/${name}`;
    if (claimed === undefined) return missing(pointer);
    return found === undefined ? unknown(pointer, claimed) : differs(pointer, claimed, found);
  });
}

function boundProblems({ objective, terms }: Verification, { bound, gap }: PlanClaims): Problem[] {
  if (bound === null) return differs('/gap', gap, null);
  if (!(bound <= objective + tolerance(objective))) {
    const message = 'the bound is above the objective';
    return [
      {
        code: 'bound-above-objective',
        message,
        pointer: '/bound',
        value: bound,
        expected: `at most ${objective}`,
      },
    ];
  }
  return differs('/gap', gap, Math.max(0, objective - bound) / Math.max(1, objective - terms.unassigned));
}

type Cell = string | number | boolean | null;

function rowProblems<Row extends object, Id extends string>(
  table: string,
  claimed: readonly Row[],
  idOf: (row: Row) => Id,
  found: ReadonlyMap<Id, Readonly<Row>>,
): Problem[] {
  const pointerTo = (id: string): string => `${table}/${id.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const seen = new Set<Id>();
  const problems: Problem[] = [];
  for (const row of claimed) {
    const id = idOf(row);
    const real = found.get(id) as Readonly<Record<string, Cell>> | undefined;
    if (seen.has(id)) problems.push(repeated(pointerTo(id)));
    else if (!real) problems.push(unknown(pointerTo(id), id));
    else {
      for (const [column, value] of Object.entries(row)) {
        if (value !== undefined && column in real)
          problems.push(...differs(`${pointerTo(id)}/${column}`, value, real[column]!));
      }
    }
    seen.add(id);
  }
  for (const id of found.keys()) if (!seen.has(id)) problems.push(missing(pointerTo(id)));
  return problems;
}

/** A number that is not finite differs from every number. */
function differs(pointer: string, claimed: Cell, found: Cell): Problem[] {
  const same =
    typeof claimed === 'number' && typeof found === 'number' && Number.isFinite(found)
      ? Math.abs(claimed - found) <= tolerance(found)
      : claimed === found;
  if (same) return [];
  const message = `the plan claims another ${pointer} than its assignment gives`;
  const hint =
    'Maybe the optimiser and the verifier read the planning model differently; do not publish the plan.';
  return [{ code: 'claim-differs', message, pointer, value: claimed, expected: String(found), hint }];
}

function tolerance(value: number): number {
  return TOLERANCE * Math.max(1, Math.abs(value));
}

function missing(pointer: string): Problem {
  return {
    code: 'claim-missing',
    message: `the plan says nothing of ${pointer}`,
    pointer,
    expected: 'a value or row',
  };
}

function unknown(pointer: string, value: unknown): Problem {
  return {
    code: 'claim-unknown',
    message: `there is no ${pointer} in the input`,
    pointer,
    value,
    expected: 'a known name',
  };
}

function repeated(pointer: string): Problem {
  return {
    code: 'claim-repeated',
    message: `${pointer} is claimed twice`,
    pointer,
    expected: 'one row for each',
  };
}
