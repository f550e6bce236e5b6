import { z } from 'zod';
import * as account from './account-data.js';
import { eventId, eventSource, reasonText, type Instant } from './primitives.js';
import * as workforce from './workforce-data.js';

/** Takes an earlier event back, named by its `source` and `id`; it may even arrive before that event. */
export const eventRetractedData = z.strictObject({
  source: eventSource,
  id: eventId,
  reason: reasonText,
});

/** The shape of `data` of every type of incoming event. */
export const incomingDataSchemas = {
  'account.new': account.accountNewData,
  'account.expanded': account.accountExpandedData,
  'account.contracted': account.accountContractedData,
  'account.renewed': account.accountRenewedData,
  'account.churned': account.accountChurnedData,
  'account.reactivated': account.accountReactivatedData,
  'account.updated': account.accountUpdatedData,
  'account.health-scored': account.accountHealthScoredData,
  'account.ae-changed': account.accountAeChangedData,
  'account.owner-changed': account.accountOwnerChangedData,
  'account.merged': account.accountMergedData,
  'event.retracted': eventRetractedData,
  'csm.joined': workforce.csmJoinedData,
  'csm.updated': workforce.csmUpdatedData,
  'csm.leave-scheduled': workforce.csmLeaveScheduledData,
  'csm.departed': workforce.csmDepartedData,
  'ae.joined': workforce.aeJoinedData,
  'ae.updated': workforce.aeUpdatedData,
  'ae.departed': workforce.aeDepartedData,
  'ae.patch-transferred': workforce.aePatchTransferredData,
} as const;

export type IncomingType = keyof typeof incomingDataSchemas;
export const INCOMING_TYPES = Object.keys(incomingDataSchemas) as readonly IncomingType[];

/** The parsed `data` by type. */
export type IncomingData = { [T in IncomingType]: z.output<(typeof incomingDataSchemas)[T]> };

/** A parsed incoming event of the type `T`. */
export interface IncomingEventOf<T extends IncomingType> {
  readonly source: string;
  readonly id: string;
  readonly type: T;
  /** The account, CSM or AE that it is about; a retraction may leave it out. */
  readonly subject: T extends 'event.retracted' ? string | undefined : string;
  /** When it happened. */
  readonly time: Instant;
  readonly data: IncomingData[T];
  /** W3C Trace Context, when the sender gave one. */
  readonly traceparent?: string;
}

export type IncomingEvent = { [T in IncomingType]: IncomingEventOf<T> }[IncomingType];

/** An incoming event as a sender writes it. */
export type CloudEventInput = {
  [T in IncomingType]: {
    specversion: '1.0';
    source: string;
    id: string;
    type: T;
    subject?: string;
    time: string;
    datacontenttype?: string;
    data: z.input<(typeof incomingDataSchemas)[T]>;
  };
}[IncomingType];

export type SubjectKind = 'account' | 'csm' | 'ae';

interface About {
  readonly kind: SubjectKind;
  readonly field: string;
}

/** Made once: it is asked for several times for each event. */
const ABOUT = Object.fromEntries(INCOMING_TYPES.map((type) => [type, aboutOf(type)])) as Readonly<
  Record<IncomingType, About | undefined>
>;

function aboutOf(type: IncomingType): About | undefined {
  if (type === 'event.retracted') return undefined;
  const kind = type.slice(0, type.indexOf('.')) as SubjectKind;
  return { kind, field: type === 'ae.patch-transferred' ? 'fromAeId' : `${kind}Id` };
}

/** The field of `data` that `subject` repeats; `undefined` for a retraction, whose subject follows from its target. */
export function subjectField(type: IncomingType): string | undefined {
  return ABOUT[type]?.field;
}

/** What an event of this type is about; `undefined` for a retraction. */
export function subjectKind(type: IncomingType): SubjectKind | undefined {
  return ABOUT[type]?.kind;
}

export function isIncomingType(type: string): type is IncomingType {
  return Object.hasOwn(incomingDataSchemas, type);
}
