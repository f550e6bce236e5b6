import type { AccountId, IsoDate, TierId } from '@bailiwick/kernel';
import { EVENT_LIMITS } from '../events/primitives.js';
import { isoDate } from './cells/date.cell.js';
import { idText, longText } from './cells/text.cell.js';
import type { TableSchema } from './table-schema.js';

/** A tier that somebody decides on for an account, until the start (UTC) of a day. */
export interface TierOverrideRow {
  readonly accountId: AccountId;
  readonly tier: TierId;
  readonly reason: string;
  readonly expiresAt: IsoDate;
  readonly approver?: string;
}

/** overrides.csv: tiers that people decide on; further columns are ignored with a warning. */
export const tierOverrideTable: TableSchema<TierOverrideRow> = {
  kind: 'overrides',
  columns: [
    { name: 'account_id', field: 'accountId', required: true, parse: idText<AccountId>() },
    { name: 'tier', field: 'tier', required: true, parse: idText<TierId>() },
    { name: 'reason', field: 'reason', required: true, parse: longText(EVENT_LIMITS.reasonLength) },
    { name: 'expires_at', field: 'expiresAt', required: true, parse: isoDate },
    { name: 'approver', field: 'approver', parse: idText<string>() },
  ],
  unknownColumns: 'ignored',
  check: () => [],
  build: (values) => ({
    ...values,
    accountId: values.accountId!,
    tier: values.tier!,
    reason: values.reason!,
    expiresAt: values.expiresAt!,
  }),
};
