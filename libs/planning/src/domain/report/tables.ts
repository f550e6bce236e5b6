import type { Alternative, Plan, PlannedMove } from '../plan/plan.js';

type Cell = string | number | boolean | null;

/** A table for a CSV file: column names and rows of the same width. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** assignments.csv: one row per active account; an empty `csm_id` = unassigned. */
export function assignmentsTable(plan: Plan): Table {
  return {
    columns: [
      'account_id',
      'csm_id',
      'previous_csm_id',
      'ae_id',
      'tier',
      'arr',
      'hours',
      'moved',
      'mandatory',
    ],
    rows: plan.accounts.map((a) => [
      a.accountId,
      a.csmId,
      a.previousCsmId,
      a.aeId,
      a.tier,
      a.arr,
      a.hours,
      a.moved,
      a.mandatory,
    ]),
  };
}

/** A change of owner; a first owner has no `from`, and no reason against others. */
export interface MoveRow extends Pick<
  Partial<PlannedMove>,
  'costDelta' | 'notPossible' | 'why' | 'alternatives'
> {
  readonly accountId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly mandatory: boolean;
  readonly arr?: number;
  readonly hours?: number;
  readonly tier?: string;
  readonly aeId?: string | null;
}

/** moves.csv: every account that changes hands, why, and who else could have it. */
export function movesTable({ moves }: { readonly moves: readonly MoveRow[] }): Table {
  return {
    columns: [
      'account_id',
      'from_csm',
      'to_csm',
      'mandatory',
      'arr',
      'hours',
      'tier',
      'ae_id',
      'cost_delta',
      'why',
      'alternatives',
    ],
    rows: moves.map((m) => [
      m.accountId,
      m.from,
      m.to,
      m.mandatory,
      m.arr ?? null,
      m.hours ?? null,
      m.tier ?? null,
      m.aeId ?? null,
      costDeltaCell(m),
      m.why ?? null,
      m.alternatives?.map(alternativeInWords).join('; ') ?? null,
    ]),
  };
}

/** csms.csv: the book of every CSM after the plan. */
export function csmsTable(plan: Plan): Table {
  return {
    columns: [
      'csm_id',
      'accounts',
      'arr',
      'hours',
      'capacity_hours',
      'utilisation',
      'pairs',
      'moves_in',
      'moves_out',
    ],
    rows: plan.csms.map((c) => [
      c.csmId,
      c.accounts,
      c.arr,
      c.hours,
      c.capacityHours,
      c.utilisation,
      c.pairs,
      c.movesIn,
      c.movesOut,
    ]),
  };
}

/** summary.json: the claims of a plan, without its rows. */
export function summaryOf(plan: Plan): Record<string, unknown> {
  const { status, objective, bound, gap, terms, termsBefore, metrics, limits, solver, seed, seconds, asOf } =
    plan;
  const { counts, inputsHash, relaxations, splits, tiersByHand } = plan;
  return {
    status,
    objective,
    bound,
    gap,
    terms,
    termsBefore,
    metrics,
    limits,
    solver,
    seed,
    seconds,
    asOf,
    counts,
    inputsHash,
    relaxations,
    splits,
    ...(tiersByHand ? { tiersByHand } : {}),
  };
}

function costDeltaCell({ costDelta, notPossible, why }: MoveRow): number | string | null {
  if (why === undefined) return costDelta ?? null;
  return costDelta ?? `not possible: ${notPossible ?? 'it breaks a hard constraint'}`;
}

/** "c07 +9.1 (blocked: c07 would be 4.0 h over the ceiling)". */
export function alternativeInWords({ csmId, costDifference, blockedBy }: Alternative): string {
  const sign = costDifference < 0 ? '-' : '+';
  const blocked = blockedBy.length > 0 ? ` (blocked: ${blockedBy.join(', ')})` : '';
  return `${csmId ?? 'nobody'} ${sign}${Math.abs(costDifference).toFixed(1)}${blocked}`;
}
