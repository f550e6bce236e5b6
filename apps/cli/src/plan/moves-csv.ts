import { writeCsv } from '@bailiwick/contracts';

/** A row of moves.csv. */
export interface MoveRow {
  readonly accountId: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly mandatory: boolean;
  readonly arr?: number;
  readonly hours?: number;
  readonly tier?: string;
  readonly aeId?: string | null;
  readonly costDelta?: number | null;
  readonly notPossible?: string;
  readonly why?: string;
  readonly alternatives?: readonly {
    readonly csmId: string | null;
    readonly costDifference: number;
    readonly blockedBy: readonly string[];
  }[];
}

type Alternative = NonNullable<MoveRow['alternatives']>[number];

/** moves.csv with the columns that `plan` on files writes; a first owner has no `from_csm` and no reason against others. */
export function movesCsv(rows: readonly MoveRow[]): string {
  return writeCsv<MoveRow>(
    [
      { name: 'account_id', value: (row) => row.accountId },
      { name: 'from_csm', value: (row) => row.from },
      { name: 'to_csm', value: (row) => row.to },
      { name: 'mandatory', value: (row) => row.mandatory },
      { name: 'arr', value: (row) => row.arr },
      { name: 'hours', value: (row) => row.hours },
      { name: 'tier', value: (row) => row.tier },
      { name: 'ae_id', value: (row) => row.aeId },
      { name: 'cost_delta', value: costDelta },
      { name: 'why', value: (row) => row.why },
      { name: 'alternatives', value: (row) => row.alternatives?.map(inWords).join('; ') },
    ],
    rows,
  );
}

function costDelta({ costDelta: points, notPossible, why }: MoveRow): number | string | undefined {
  if (points !== undefined && points !== null) return points;
  return why === undefined ? undefined : `not possible: ${notPossible ?? 'it breaks a hard constraint'}`;
}

function inWords({ csmId, costDifference, blockedBy }: Alternative): string {
  const sign = costDifference < 0 ? '-' : '+';
  const blocked = blockedBy.length > 0 ? ` (blocked: ${blockedBy.join(', ')})` : '';
  return `${csmId ?? 'nobody'} ${sign}${Math.abs(costDifference).toFixed(1)}${blocked}`;
}
