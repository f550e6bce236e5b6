import type { TieringAccount } from '../facts/account.js';
import type { ImpactCsm } from './impact.js';
import type { ImpactReport, WorkloadRow } from './impact-report.js';

interface Sums {
  accounts: number;
  changed: number;
  before: number;
  after: number;
  capacity?: number;
}

/** Adds up hundredths of hours by CSM, manager and region; each account stays with the CSM that it has. */
export class Workload {
  private readonly csms = new Map<string | null, Sums>();
  private readonly regions = new Map<string | null, Sums>();
  private readonly managerOf = new Map<string, string | undefined>();

  constructor(csms: readonly ImpactCsm[]) {
    for (const { csmId, managerId, capacityHours } of csms) {
      this.csms.set(csmId, { ...sumsIn(this.csms, csmId), capacity: capacityHours });
      this.managerOf.set(csmId, managerId);
    }
  }

  add({ csmId, region }: TieringAccount, before: number, after: number, changed: boolean): void {
    for (const sums of [sumsIn(this.csms, csmId ?? null), sumsIn(this.regions, region ?? null)]) {
      sums.accounts += 1;
      sums.changed += changed ? 1 : 0;
      sums.before += before;
      sums.after += after;
    }
  }

  rows(): Pick<ImpactReport, 'byCsm' | 'byManager' | 'byRegion' | 'csmsOver'> {
    const byCsm = rowsOf(this.csms);
    const over = (when: 'hoursBefore' | 'hoursAfter'): number =>
      byCsm.filter(({ capacityHours, ...row }) => capacityHours !== undefined && row[when] > capacityHours)
        .length;
    return {
      byCsm,
      byManager: rowsOf(this.managers()),
      byRegion: rowsOf(this.regions),
      csmsOver: { before: over('hoursBefore'), after: over('hoursAfter') },
    };
  }

  private managers(): Map<string | null, Sums> {
    const managers = new Map<string | null, Sums>();
    for (const [csmId, of] of this.csms) {
      const sums = sumsIn(managers, (csmId === null ? undefined : this.managerOf.get(csmId)) ?? null);
      sums.accounts += of.accounts;
      sums.changed += of.changed;
      sums.before += of.before;
      sums.after += of.after;
      if (of.capacity !== undefined) sums.capacity = (sums.capacity ?? 0) + of.capacity;
    }
    return managers;
  }
}

function sumsIn(of: Map<string | null, Sums>, id: string | null): Sums {
  const known = of.get(id);
  if (known) return known;
  const sums = { accounts: 0, changed: 0, before: 0, after: 0 };
  of.set(id, sums);
  return sums;
}

/** By id; what has none comes last. */
function rowsOf(of: ReadonlyMap<string | null, Sums>): WorkloadRow[] {
  const ids = [...of.keys()].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  return ids.map((id) => {
    const { accounts, changed, before, after, capacity } = of.get(id)!;
    const hours = { hoursBefore: before / 100, hoursAfter: after / 100 };
    return {
      id,
      accounts,
      changed,
      ...hours,
      ...(capacity === undefined ? {} : { capacityHours: capacity }),
    };
  });
}
