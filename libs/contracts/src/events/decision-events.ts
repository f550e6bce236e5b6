import { z } from 'zod';
import {
  accountId,
  aeId,
  csmId,
  eventId,
  eventSource,
  instant,
  plainId,
  reasonText,
  tierId,
} from './primitives.js';

/** Why an owner changed. */
export const REASON_CODES = [
  'new-account',
  'plan',
  'csm-departed',
  'ineligible',
  'cover',
  'cover-ended',
  'manual',
  'churned',
  'reactivated',
  'correction',
  'rollback',
  'overload',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

const version = z.number().int().min(1);

export const changeReason = z.strictObject({
  code: z.enum(REASON_CODES),
  planId: plainId.optional(),
  ruleSetVersion: version.optional(),
  text: reasonText,
});
export type ChangeReason = z.output<typeof changeReason>;

/** The event that led to a change. */
export const causedBy = z.strictObject({ source: eventSource, id: eventId });
export type CausedBy = z.output<typeof causedBy>;

/** An account's tier from `effectiveAt` on; `raw` is what the rules say without stability. */
export const accountTieredData = z.strictObject({
  accountId,
  from: tierId.nullable(),
  to: tierId,
  raw: tierId,
  ruleSetVersion: version,
  /** `null`: no rule was true, the default tier applies. */
  ruleId: plainId.nullable(),
  reason: reasonText,
  effectiveAt: instant,
  causedBy: causedBy.nullable(),
});
export type AccountTieredData = z.output<typeof accountTieredData>;

const assignment = {
  accountId,
  from: csmId.nullable(),
  to: csmId.nullable(),
  /** Who stands in for the owner; `null` when nobody does. */
  acting: csmId.nullable(),
  aeId: aeId.nullable(),
  tier: tierId.nullable(),
  reason: changeReason,
  effectiveAt: instant,
  causedBy: causedBy.nullable(),
};

/** An account's owner and acting owner from `effectiveAt` on. */
export const accountAssignedData = z.strictObject({
  ...assignment,
  /** 1, 2, 3 … per account, counting covers, rollbacks and churn; never reset. */
  ownershipVersion: version,
});
export type AccountAssignedData = z.output<typeof accountAssignedData>;

/** A change of owner in the future; `AccountAssigned` follows when it takes effect. */
export const assignmentScheduledData = z.strictObject({ ...assignment, assignmentId: plainId });
export type AssignmentScheduledData = z.output<typeof assignmentScheduledData>;
