export { fileSource } from './adapters/file-source.js';
export { jsonLocator } from './adapters/json-locator.js';
export { mappingFromText } from './adapters/mapping-text.js';
export type { EventStatusView, UnresolvedReference } from './application/event-status.js';
export { readHistory } from './application/history-cache.js';
export { idempotencyKey } from './application/idempotency-key.js';
export type { ImportOptions, ImportProgress, ImportSource } from './application/import-events.js';
export type { IngestCounts, IngestResult, IngestStatus, LineResult } from './application/ingest-result.js';
export { countResults } from './application/ingest-result.js';
export { Lifecycle, type LifecycleDependencies } from './application/lifecycle.js';
export type { EventMapping, ForeignContext, Mapped } from './application/mapping/event-mapping.js';
export { mapWhole } from './application/mapping/map-whole.js';
export { testMapping, type SampleResult } from './application/mapping/test-mapping.js';
export type { JsonLocator } from './application/parse-line.js';
export {
  readEvents,
  type EventPage,
  type ExportedEvent,
  type ReadEventsRequest,
} from './application/read-events.js';
export type { WaitingEvent } from './application/waiting-list.js';
export type { WaitingLimits } from './application/waiting-room.js';
export {
  accountChanges,
  evolveAccount,
  foldAccount,
  NO_CHANGES,
  withTransfers,
  type AccountBasis,
  type AccountChanges,
} from './domain/account.fold.js';
export { unknownAccount, type AccountState } from './domain/account-state.js';
export * from './domain/lifecycle.errors.js';
export { mergeChain } from './domain/merge-chain.js';
export {
  compareEvents,
  deferredTo,
  effectMs,
  identityOf,
  isIncoming,
  recordOf,
  subjectEvents,
  type DecisionRecord,
  type IncomingRecord,
  type Place,
  type SubjectEvent,
} from './domain/subject-event.js';
export {
  emptyHistory,
  historyOf,
  isKnown,
  liveEvents,
  subjectDecider,
  type EffectFilter,
  type RecordEvent,
  type SubjectHistory,
} from './domain/subject-history.js';
export { LIFECYCLE } from './nest/lifecycle.handlers.js';
export {
  EventStatusQuery,
  IngestEvents,
  IngestStream,
  ListWaiting,
  ReadEvents,
} from './nest/lifecycle.messages.js';
export { LifecycleModule } from './nest/lifecycle.module.js';
export {
  AccountEventsConsumer,
  incomingTopics,
  type AccountEventsOptions,
} from './application/messages/account-events-consumer.js';
export { ACCOUNT_EVENTS_CONSUMER, AccountEventsModule } from './nest/account-events.module.js';
