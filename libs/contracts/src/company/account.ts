import type { AccountId, AeId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';

/** A further fact of an account: a CSV column that the contract does not name, or an entry of `attributes`. */
export type AttributeValue = string | number | boolean | null;

/**
 * An account as planning and tiering see it; the field names are those of `account.new`.
 * An absent field is a missing fact.
 */
export interface AccountRecord {
  readonly accountId: AccountId;
  readonly name?: string;
  /** Whole units of `currency` a year, ≥ 0. */
  readonly arr: number;
  /** ISO 4217. */
  readonly currency?: string;
  readonly region?: string;
  readonly country?: string;
  readonly segment?: string;
  readonly industry?: string;
  readonly language?: string;
  /** IANA name. */
  readonly timezone?: string;
  readonly products: readonly string[];
  readonly requiredSkills: readonly string[];
  readonly clearances: readonly string[];
  readonly conflictGroup?: string;
  /** 1–5. */
  readonly complexity?: number;
  readonly employees?: number;
  readonly parentId?: AccountId;
  readonly aeId?: AeId;
  /** The present CSM; absent when nobody looks after the account. */
  readonly csmId?: CsmId;
  readonly csmSince?: IsoDate;
  /** The present tier, for stability; absent when the account has none yet. */
  readonly tier?: TierId;
  /** 0–100. */
  readonly healthScore?: number;
  /** 0–100. */
  readonly adoption?: number;
  readonly nps?: number;
  readonly stage?: string;
  readonly strategic?: boolean;
  /** Locked to its CSM through this day. */
  readonly lockedUntil?: IsoDate;
  readonly startDate?: IsoDate;
  readonly renewalDate?: IsoDate;
  readonly status: 'active' | 'churned';
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}
