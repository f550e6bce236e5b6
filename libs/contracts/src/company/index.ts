import type { AccountRecord } from './account.js';
import type { AeRecord } from './ae.js';
import type { CsmRecord } from './csm.js';

export * from './account.js';
export * from './ae.js';
export * from './csm.js';

/** A company as of one day: everything that planning needs to know of it. */
export interface Company {
  readonly accounts: readonly AccountRecord[];
  readonly csms: readonly CsmRecord[];
  /** `undefined` when no AE file was given: then AE ids are taken as they are. */
  readonly aes?: readonly AeRecord[];
}
