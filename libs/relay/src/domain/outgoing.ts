import {
  planSummaryOf,
  toInstant,
  topicOf,
  type AccountAssignedData,
  type AccountTieredData,
  type OutgoingData,
  type OutgoingEvent,
  type OutgoingTopic,
  type OutgoingType,
  type PlanProposedData,
  type PlanSummary,
} from '@bailiwick/contracts';
import type { Commit, RecordedEvent } from '@bailiwick/event-store';

/** What is published of one event of the log. */
export interface OutgoingMessage {
  /** Without a prefix. */
  readonly topic: OutgoingTopic;
  /** The account or the plan: the order of messages holds per key. */
  readonly key: string;
  readonly event: OutgoingEvent;
  /** On the compacted topic: this is the last word on the account, so its key is to be deleted. */
  readonly tombstone?: true;
}

/** The part of an event that depends on what it is about; the envelope follows from the log. */
type Content = {
  [T in OutgoingType]: {
    readonly type: T;
    readonly key: string;
    readonly data: OutgoingData[T];
    readonly tombstone?: true;
  };
}[OutgoingType];

/**
 * What the world hears of a commit, in order; nothing of most commits. Pure: the same commit of the same log always
 * gives the same messages with the same ids.
 * @param logId the identity of the log, part of each event's `source`
 */
export function outgoingOf(commit: Commit, logId: string): readonly OutgoingMessage[] {
  const messages: OutgoingMessage[] = [];
  for (const event of commit.events)
    for (const content of contentsOf(event, commit))
      messages.push(messageOf(content, outgoingId(commit.position, messages.length), event, commit, logId));
  return messages;
}

/** The id of the message with this index (from 0) in the commit at this position. */
export function outgoingId(position: number, index: number): string {
  return `${position}-${index}`;
}

/** The `source` of everything that a log publishes. */
export function sourceOf(logId: string): string {
  return `/bailiwick/logs/${logId}`;
}

/** The `dataschema` of a type: a name for the schema, not an address to fetch it from. */
export function dataSchemaOf(type: OutgoingType): string {
  return `urn:bailiwick:schema:${type}`;
}

function messageOf(
  { type, key, data, tombstone }: Content,
  id: string,
  { meta }: RecordedEvent,
  { recordedAt }: Commit,
  logId: string,
): OutgoingMessage {
  const event = {
    specversion: '1.0',
    id,
    source: sourceOf(logId),
    type,
    subject: key,
    time: toInstant(recordedAt),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(type),
    partitionkey: key,
    ...(meta.traceparent === undefined ? {} : { traceparent: meta.traceparent }),
    data,
    // `type` and `data` belong together by `Content`; spread apart, the compiler no longer sees it.
  } as OutgoingEvent;
  return { topic: topicOf(type), key, event, ...(tombstone ? { tombstone } : {}) };
}

/** The log holds only what was checked before, so the shape of `data` is taken for granted. */
function contentsOf({ type, data }: RecordedEvent, { recordedAt }: Commit): readonly Content[] {
  switch (type) {
    case 'AccountAssigned':
      return assigned(data as AccountAssignedData, recordedAt);
    case 'AccountTiered':
      return tiered(data as AccountTieredData);
    case 'PlanProposed':
      return [planContent('plan.proposed.v1', proposed(data as PlanProposedData), recordedAt)];
    case 'PlanApproved':
      return [planContent('plan.approved.v1', data as PlanState, recordedAt)];
    case 'PlanRejected':
      return [planContent('plan.rejected.v1', data as PlanState, recordedAt)];
    case 'PlanCommitted':
      return [planContent('plan.committed.v1', data as PlanState, recordedAt)];
    case 'PlanRolledBack':
      return [planContent('plan.rolled-back.v1', data as PlanState, recordedAt)];
    default:
      return [];
  }
}

function assigned(data: AccountAssignedData, recordedAt: number): readonly Content[] {
  const { accountId, from, to, acting, ownershipVersion, reason, ...rest } = data;
  const holder = (csmId: typeof to): { csmId: NonNullable<typeof to> } | null => (csmId ? { csmId } : null);
  const changed: OutgoingData['territory.changed.v1'] = {
    accountId,
    from: holder(from),
    to: holder(to),
    acting: holder(acting),
    aeId: rest.aeId,
    tier: rest.tier,
    reason,
    effectiveAt: rest.effectiveAt,
    recordedAt: toInstant(recordedAt),
    ownershipVersion,
    causedBy: rest.causedBy,
  };
  const ownership = { accountId, to: holder(to), ownershipVersion };
  return [
    { type: 'territory.changed.v1', key: accountId, data: changed },
    {
      type: 'territory.ownership.v1',
      key: accountId,
      data: ownership,
      ...(reason.code === 'churned' ? { tombstone: true } : {}),
    },
  ];
}

/** A decision that keeps the tier is the log's own business. */
function tiered({ causedBy: _causedBy, ...data }: AccountTieredData): readonly Content[] {
  return data.from === data.to ? [] : [{ type: 'tier.changed.v1', key: data.accountId, data }];
}

interface PlanState {
  readonly planId: string;
  readonly summary: PlanSummary;
  readonly reason?: string | undefined;
}

type PlanType = Extract<OutgoingType, `plan.${string}`>;

function planContent(type: PlanType, { planId, summary, reason }: PlanState, recordedAt: number): Content {
  const data = {
    planId,
    counts: summary.counts,
    metrics: summary.metrics,
    ...(reason === undefined ? {} : { reason }),
    at: toInstant(recordedAt),
  };
  return { type, key: planId, data };
}

function proposed(data: PlanProposedData): PlanState {
  return { planId: data.planId, summary: planSummaryOf(data) };
}
