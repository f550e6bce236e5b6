import type { TieringAccount } from '../facts/account.js';
import type { ImpactCsm } from './impact.js';
import type { ImpactReport, WorkloadRow } from './impact-report.js';

/** What is added up: as doubles in a row, which is much faster than members of objects that begin as whole numbers. */
const [ACCOUNTS, CHANGED, BEFORE, AFTER, SUMS] = [0, 1, 2, 3, 4];

type SumsOf = Map<string | null, Float64Array>;

/** Adds up hundredths of hours by CSM, manager and region; each account stays with the CSM that it has. */
export class Workload {
  private readonly csms: SumsOf = new Map();
  private readonly regions: SumsOf = new Map();
  private readonly managerOf = new Map<string, string | undefined>();
  private readonly capacity = new Map<string | null, number>();

  constructor(csms: readonly ImpactCsm[]) {
    for (const { csmId, managerId, capacityHours } of csms) {
      sumsIn(this.csms, csmId);
      this.capacity.set(csmId, capacityHours);
      this.managerOf.set(csmId, managerId);
    }
  }

  add({ csmId, region }: TieringAccount, before: number, after: number, changed: boolean): void {
    count(sumsIn(this.csms, csmId ?? null), before, after, changed);
    count(sumsIn(this.regions, region ?? null), before, after, changed);
  }

  rows(): Pick<ImpactReport, 'byCsm' | 'byManager' | 'byRegion' | 'csmsOver'> {
    const byCsm = rowsOf(this.csms, this.capacity);
    const over = (when: 'hoursBefore' | 'hoursAfter'): number =>
      byCsm.filter(({ capacityHours, ...row }) => capacityHours !== undefined && row[when] > capacityHours)
        .length;
    return {
      byCsm,
      byManager: this.byManager(),
      byRegion: rowsOf(this.regions),
      csmsOver: { before: over('hoursBefore'), after: over('hoursAfter') },
    };
  }

  private byManager(): WorkloadRow[] {
    const managers: SumsOf = new Map();
    const capacity = new Map<string | null, number>();
    for (const [csmId, of] of this.csms) {
      const manager = (csmId === null ? undefined : this.managerOf.get(csmId)) ?? null;
      const sums = sumsIn(managers, manager);
      for (let i = 0; i < SUMS; i++) sums[i]! += of[i]!;
      const hours = this.capacity.get(csmId);
      if (hours !== undefined) capacity.set(manager, (capacity.get(manager) ?? 0) + hours);
    }
    return rowsOf(managers, capacity);
  }
}

function count(sums: Float64Array, before: number, after: number, changed: boolean): void {
  sums[ACCOUNTS]! += 1;
  sums[CHANGED]! += changed ? 1 : 0;
  sums[BEFORE]! += before;
  sums[AFTER]! += after;
}

function sumsIn(of: SumsOf, id: string | null): Float64Array {
  const known = of.get(id);
  if (known) return known;
  const sums = new Float64Array(SUMS);
  of.set(id, sums);
  return sums;
}

/** By id; what has none comes last. */
function rowsOf(of: SumsOf, capacity: ReadonlyMap<string | null, number> = new Map()): WorkloadRow[] {
  const ids = [...of.keys()].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return ids.map((id) => {
    const [accounts, changed, before, after] = of.get(id)! as unknown as [number, number, number, number];
    const hours = { hoursBefore: before / 100, hoursAfter: after / 100 };
    const hoursThere = capacity.get(id);
    return {
      id,
      accounts,
      changed,
      ...hours,
      ...(hoursThere === undefined ? {} : { capacityHours: hoursThere }),
    };
  });
}
