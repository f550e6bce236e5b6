import type { AccountId, CsmId, IsoDate } from '@bailiwick/kernel';
import type { AccountRecord, CsmRecord } from '../../company/index.js';

/** What the metrics need of a plan; a `Plan` is one. */
export interface PlannedBook {
  readonly asOf: IsoDate;
  readonly accounts: Iterable<{
    readonly accountId: AccountId;
    /** null = unassigned. */
    readonly csmId: CsmId | null;
    /** In the policy's currency. */
    readonly arr: number;
  }>;
  readonly csms: Iterable<{
    readonly csmId: CsmId;
    readonly hours: number;
    readonly capacityHours: number;
  }>;
}

/** An account and who looks after it. */
export interface ServedAccount {
  readonly account: AccountRecord;
  readonly csm: CsmRecord;
  readonly arr: number;
}

export interface BookCsm {
  readonly csmId: CsmId;
  readonly pool: boolean;
  readonly hours: number;
  readonly capacityHours: number;
}
