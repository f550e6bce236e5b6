import { z } from 'zod';
import { planSummary } from '../plans/plan-events.js';
import { causedBy, changeReason } from './decision-events.js';
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

const version = z.number().int().min(1);
const holder = z.strictObject({ csmId }).nullable();

/** Published exactly when the owner or the acting owner changes. */
export const territoryChangedV1 = z.strictObject({
  accountId,
  from: holder,
  to: holder,
  acting: holder,
  aeId: aeId.nullable(),
  tier: tierId.nullable(),
  reason: changeReason,
  effectiveAt: instant,
  recordedAt: instant,
  ownershipVersion: version,
  causedBy: causedBy.nullable(),
});
export type TerritoryChangedV1 = z.output<typeof territoryChangedV1>;

/** The present owner of an account, for the compacted topic; a tombstone follows churn. */
export const territoryOwnershipV1 = z.strictObject({ accountId, to: holder, ownershipVersion: version });
export type TerritoryOwnershipV1 = z.output<typeof territoryOwnershipV1>;

export const tierChangedV1 = z.strictObject({
  accountId,
  from: tierId.nullable(),
  to: tierId,
  raw: tierId,
  ruleSetVersion: version,
  ruleId: plainId.nullable(),
  reason: reasonText,
  effectiveAt: instant,
});
export type TierChangedV1 = z.output<typeof tierChangedV1>;

/** A plan's new state, with its counts and metrics. */
export const planChangedV1 = z.strictObject({
  planId: plainId,
  ...planSummary.shape,
  reason: reasonText.optional(),
  at: instant,
});
export type PlanChangedV1 = z.output<typeof planChangedV1>;

/** The shape of `data` of every type of outgoing event. */
export const outgoingDataSchemas = {
  'territory.changed.v1': territoryChangedV1,
  'territory.ownership.v1': territoryOwnershipV1,
  'tier.changed.v1': tierChangedV1,
  'plan.proposed.v1': planChangedV1,
  'plan.approved.v1': planChangedV1,
  'plan.rejected.v1': planChangedV1,
  'plan.committed.v1': planChangedV1,
  'plan.rolled-back.v1': planChangedV1,
} as const;

export type OutgoingType = keyof typeof outgoingDataSchemas;
export const OUTGOING_TYPES = Object.keys(outgoingDataSchemas) as readonly OutgoingType[];
export type OutgoingData = { [T in OutgoingType]: z.output<(typeof outgoingDataSchemas)[T]> };

export const OUTGOING_TOPICS = [
  'territory-changed',
  'territory-ownership',
  'tier-changed',
  'plan-changed',
] as const;
export type OutgoingTopic = (typeof OUTGOING_TOPICS)[number];

/** The topic (without prefix) that a type is published on. */
export function topicOf(type: OutgoingType): OutgoingTopic {
  if (type === 'territory.changed.v1') return 'territory-changed';
  if (type === 'territory.ownership.v1') return 'territory-ownership';
  return type === 'tier.changed.v1' ? 'tier-changed' : 'plan-changed';
}

/** An outgoing CloudEvent. Its `id` follows from the log, so that a repeat carries the same one. */
export const outgoingEnvelope = z.strictObject({
  specversion: z.literal('1.0'),
  id: eventId,
  /** Contains the `logId`. */
  source: eventSource,
  type: z.enum(OUTGOING_TYPES),
  subject: z.string().min(1).max(200),
  time: instant,
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  partitionkey: z.string(),
  traceparent: z.string().optional(),
});
export type OutgoingEvent = {
  [T in OutgoingType]: Omit<z.output<typeof outgoingEnvelope>, 'type'> & {
    readonly type: T;
    readonly data: OutgoingData[T];
  };
}[OutgoingType];
