import type { AeId } from '@bailiwick/kernel';

/** An account executive. */
export interface AeRecord {
  readonly aeId: AeId;
  readonly name?: string;
  readonly region?: string;
  readonly team?: string;
  /** The area vice president whose team this AE is in. */
  readonly avpId?: string;
}
