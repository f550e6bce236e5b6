import type { CsmId, IsoDate } from '@bailiwick/kernel';

/** An absence; both days are inclusive. */
export interface Leave {
  readonly from: IsoDate;
  readonly to: IsoDate;
}

/** A customer success manager, or a pool of them. Empty lists mean "any", but an empty `skills` is no skill. */
export interface CsmRecord {
  readonly csmId: CsmId;
  readonly name?: string;
  readonly regions: readonly string[];
  readonly countries: readonly string[];
  /** The first is the language this CSM speaks best. */
  readonly languages: readonly string[];
  readonly skills: readonly string[];
  readonly clearances: readonly string[];
  readonly tiers: readonly string[];
  /** IANA name. */
  readonly timezone?: string;
  readonly location?: string;
  /** 1–5. */
  readonly seniority?: number;
  /** Contracted hours a month, ≥ 0. */
  readonly capacityHours: number;
  readonly cost?: number;
  readonly managerId?: string;
  readonly startDate?: IsoDate;
  /** The last day, inclusive. */
  readonly endDate?: IsoDate;
  readonly rampMonths?: number;
  readonly leaves: readonly Leave[];
  readonly maxAccounts?: number;
  readonly pool: boolean;
}
