export { parseIncomingEvent, cloudEventEnvelope, type ParsedEvent } from './cloud-event.js';
export {
  accountAssignedData,
  accountTieredData,
  assignmentScheduledData,
  REASON_CODES,
  type AccountAssignedData,
  type AccountTieredData,
  type AssignmentScheduledData,
  type CausedBy,
  type ChangeReason,
  type ReasonCode,
} from './decision-events.js';
export {
  INCOMING_TYPES,
  incomingDataSchemas,
  isIncomingType,
  subjectField,
  subjectKind,
  type CloudEventInput,
  type IncomingData,
  type IncomingEvent,
  type IncomingEventOf,
  type IncomingType,
  type SubjectKind,
} from './incoming-events.js';
export * from './outgoing-events.js';
export { instantMs, EVENT_LIMITS, toInstant, type Instant } from './primitives.js';
export * from './recorded-events.js';
export * from './streams.js';
export { closest, jsonPointer, zodProblems, type ProblemContext } from './zod-problems.js';
