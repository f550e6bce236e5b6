import type { AttributeValue } from '@bailiwick/contracts';
import type { AccountId, AeId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';

/** What the events of an account say about it; an absent field is a missing fact. */
export interface AccountState {
  readonly accountId: AccountId;
  /** False until the account was introduced by `account.new`. */
  readonly known: boolean;
  readonly status: 'active' | 'churned' | 'merged';
  readonly mergedInto?: AccountId | undefined;
  readonly name?: string | undefined;
  /** As sent, not rounded; the latest total plus later changes. */
  readonly arr: number;
  readonly currency?: string | undefined;
  readonly region?: string | undefined;
  readonly country?: string | undefined;
  readonly segment?: string | undefined;
  readonly industry?: string | undefined;
  readonly language?: string | undefined;
  readonly timezone?: string | undefined;
  readonly products?: readonly string[] | undefined;
  readonly requiredSkills?: readonly string[] | undefined;
  readonly clearances?: readonly string[] | undefined;
  readonly conflictGroup?: string | undefined;
  readonly complexity?: number | undefined;
  readonly employees?: number | undefined;
  readonly parentId?: AccountId | undefined;
  readonly aeId?: AeId | undefined;
  readonly healthScore?: number | undefined;
  readonly adoption?: number | undefined;
  readonly nps?: number | undefined;
  readonly csat?: number | undefined;
  readonly stage?: string | undefined;
  readonly strategic?: boolean | undefined;
  readonly startDate?: IsoDate | undefined;
  readonly renewalDate?: IsoDate | undefined;
  readonly lockedUntil?: IsoDate | undefined;
  readonly attributes?: Readonly<Record<string, AttributeValue>> | undefined;
  /** The owner. */
  readonly csmId?: CsmId | undefined;
  readonly csmSince?: IsoDate | undefined;
  /** Who stands in for the owner. */
  readonly actingCsmId?: CsmId | undefined;
  /** 0 until an assignment was recorded. */
  readonly ownershipVersion: number;
  readonly tier?: TierId | undefined;
  /** The day since which the account has this tier by our own decision; from then on a sender's `tier` is passed over. */
  readonly tierSince?: IsoDate | undefined;
}

/** An account of which nothing is known. */
export function unknownAccount(accountId: AccountId): AccountState {
  return { accountId, known: false, status: 'active', arr: 0, ownershipVersion: 0 };
}
