import { z } from 'zod';
import {
  INCOMING_TYPES,
  incomingDataSchemas,
  type IncomingData,
  type IncomingType,
} from './incoming-events.js';
import { accountAssignedData, accountTieredData, assignmentScheduledData } from './decision-events.js';
import { planDataSchemas } from '../plans/plan-events.js';
import { ruleSetDataSchemas } from '../rule-set/rule-set-events.js';
import { tierOverrideDataSchemas } from '../rule-set/tier-override-events.js';
import { webhookDataSchemas } from '../webhooks/webhook-events.js';
import { eventId, eventSource, instant, plainId, type Instant } from './primitives.js';

/** The name under which an incoming type is recorded: `account.health-scored` is `AccountHealthScored`. */
export type RecordedName<T extends IncomingType> = PascalCase<T>;
type PascalCase<S extends string> = S extends `${infer A}.${infer B}`
  ? `${PascalCase<A>}${PascalCase<B>}`
  : S extends `${infer A}-${infer B}`
    ? `${PascalCase<A>}${PascalCase<B>}`
    : Capitalize<S>;

export type IncomingName = RecordedName<IncomingType>;

/** `data` of a recorded incoming event: its identity, when it happened, and what it said. */
export interface RecordedIncomingData<T extends IncomingType> {
  readonly source: string;
  readonly id: string;
  readonly time: Instant;
  /** As sent; only a retraction may lack it. */
  readonly subject?: string;
  readonly data: IncomingData[T];
}

const nameByType = Object.fromEntries(
  INCOMING_TYPES.map((type) => [
    type,
    type.replace(/(^|[.-])([a-z])/g, (_match, _separator, letter: string) => letter.toUpperCase()),
  ]),
) as { readonly [T in IncomingType]: RecordedName<T> };

const typeByName = new Map<string, IncomingType>(INCOMING_TYPES.map((type) => [nameByType[type], type]));

export function recordedName<T extends IncomingType>(type: T): RecordedName<T> {
  return nameByType[type];
}

/** The incoming type that is recorded under `name`; `undefined` for an event of our own. */
export function incomingTypeOf(name: string): IncomingType | undefined {
  return typeByName.get(name);
}

function recordedIncoming(type: IncomingType): z.ZodType {
  return z.strictObject({
    source: eventSource,
    id: eventId,
    time: instant,
    subject: plainId.optional(),
    data: incomingDataSchemas[type],
  });
}

/** The first sight of a retraction whose target is not there yet: it claims the target's place in the log. */
export const retractionClaimedData = z.strictObject({
  target: z.strictObject({ source: eventSource, id: eventId }),
  /** The retraction that claims. */
  by: z.strictObject({ source: eventSource, id: eventId }),
});
export type RetractionClaimedData = z.output<typeof retractionClaimedData>;

/** The schema of `data` of every event that lifecycle, tiering, territory and relay write, by type and version. */
export const recordedDataSchemas: Readonly<Record<string, Readonly<Record<number, z.ZodType>>>> = {
  ...Object.fromEntries(INCOMING_TYPES.map((type) => [nameByType[type], { 1: recordedIncoming(type) }])),
  RetractionClaimed: { 1: retractionClaimedData },
  AccountTiered: { 1: accountTieredData },
  AccountAssigned: { 1: accountAssignedData },
  AssignmentScheduled: { 1: assignmentScheduledData },
  ...planDataSchemas,
  ...ruleSetDataSchemas,
  ...tierOverrideDataSchemas,
  ...webhookDataSchemas,
};

/** A recorded event's type and today's version. */
export interface RecordedVersion {
  readonly type: string;
  readonly v: number;
}

export const RECORDED_VERSIONS: readonly RecordedVersion[] = Object.entries(recordedDataSchemas).map(
  ([type, versions]) => ({ type, v: Math.max(...Object.keys(versions).map(Number)) }),
);
