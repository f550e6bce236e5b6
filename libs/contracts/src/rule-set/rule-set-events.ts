import { z } from 'zod';
import { instant, isoDate, reasonText } from '../events/primitives.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const draftId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, {
  error: 'a name of 1 to 100 letters, digits, ".", "_" and "-"',
});
const version = z.number().int().min(1);
const reason = reasonText.optional();

/** The name under which people edit a draft of a rule set. */
export const ruleSetDraftId = draftId;

/** A rule set's document: its own id, the hash of its content, and the pieces that it is stored in. */
const document = z.strictObject({
  ruleSetId: z.string().min(1).max(100),
  contentHash: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  chunks: z.array(hash).min(1),
});
export type RuleSetDocumentRef = z.output<typeof document>;

const share = z.number().min(0).max(100);

/** What putting a rule set in force would have done to the book, at a position of the log. */
export const ruleSetImpactSummary = z.strictObject({
  position: z.number().int().min(0),
  /** Active accounts, and how many of them would have another tier. */
  accounts: z.number().int().min(0),
  accountsChanged: z.number().int().min(0),
  pctAccountsChanged: share,
  /** Of all hours a month before: the sum over accounts of how much each one's hours change. */
  pctHoursShifted: z.number().min(0),
});
export type RuleSetImpactSummary = z.output<typeof ruleSetImpactSummary>;

/** `RuleSetDrafted` v1: somebody saved a draft. */
export const ruleSetDraftedData = z.strictObject({
  draftId,
  document,
  /** The version in force when it was saved. */
  basedOn: version,
  reason,
});
export type RuleSetDraftedData = z.output<typeof ruleSetDraftedData>;

/** `RuleSetDraftDiscarded` v1. */
export const ruleSetDraftDiscardedData = z.strictObject({ draftId, reason });

/** `RuleSetPublished` v1: a version that can no longer be edited; it decides nothing yet. */
export const ruleSetPublishedData = z.strictObject({
  version,
  document,
  basedOn: version,
  /** Everybody who wrote on the draft: none of them may approve it. */
  authors: z.array(z.string().min(1).max(200)).min(1).max(1_000),
  draftId: draftId.optional(),
  /** The earlier version whose rules these are. */
  rollbackTo: version.optional(),
  reason,
  /** Absent for a rollback. */
  impact: ruleSetImpactSummary.optional(),
  /** Somebody decided that the limits of the rule set in force may be exceeded, and why. */
  override: z.strictObject({ exceeded: z.array(z.string().max(500)).min(1), reason: reasonText }).optional(),
});
export type RuleSetPublishedData = z.output<typeof ruleSetPublishedData>;

/** `RuleSetApproved` v1 and `RuleSetRejected` v1. */
export const ruleSetJudgedData = z.strictObject({ version, reason });

/** `RuleSetScheduled` v1: an approved version is to be put in force at the start (UTC) of a day. */
export const ruleSetScheduledData = z.strictObject({ version, on: isoDate, reason });
export type RuleSetScheduledData = z.output<typeof ruleSetScheduledData>;

/** `RuleSetActivationRequested` v1: whether it can still be put in force is decided in order of the log. */
export const ruleSetActivationRequestedData = z.strictObject({ version, effectiveAt: instant, reason });
export type RuleSetActivationRequestedData = z.output<typeof ruleSetActivationRequestedData>;

/** `RuleSetActivated` v1: from here on this version decides on tiers. */
export const ruleSetActivatedData = z.strictObject({
  version,
  contentHash: document.shape.contentHash,
  effectiveAt: instant,
});

/** `RuleSetActivationRefused` v1: it was looked at again, and must not decide; what was in force stays so. */
export const ruleSetActivationRefusedData = z.strictObject({
  version,
  problems: z
    .array(z.strictObject({ code: z.string(), message: z.string() }))
    .min(1)
    .max(1_000),
});
export type RuleSetActivationRefusedData = z.output<typeof ruleSetActivationRefusedData>;

/** Every event in the life of rule sets, by type and version. */
export const ruleSetDataSchemas = {
  RuleSetDrafted: { 1: ruleSetDraftedData },
  RuleSetDraftDiscarded: { 1: ruleSetDraftDiscardedData },
  RuleSetPublished: { 1: ruleSetPublishedData },
  RuleSetApproved: { 1: ruleSetJudgedData },
  RuleSetRejected: { 1: ruleSetJudgedData },
  RuleSetScheduled: { 1: ruleSetScheduledData },
  RuleSetActivationRequested: { 1: ruleSetActivationRequestedData },
  RuleSetActivated: { 1: ruleSetActivatedData },
  RuleSetActivationRefused: { 1: ruleSetActivationRefusedData },
} as const;
