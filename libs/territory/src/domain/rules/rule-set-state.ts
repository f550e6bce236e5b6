import type { Instant, RuleSetDocumentRef, RuleSetImpactSummary } from '@bailiwick/contracts';
import type { IsoDate } from '@bailiwick/kernel';

/** The one stream in which rule sets live. */
export const RULE_SETS_STREAM = 'rule-sets';

/** The version of the rule set that is built in, and in force until another one is. */
export const BUILT_IN_VERSION = 1;

/** A rule set in the making. */
export interface RuleSetDraft {
  readonly draftId: string;
  /** Counts the times it was saved: what an edit is based on. */
  readonly revision: number;
  readonly document: RuleSetDocumentRef;
  /** The version in force when it was saved first. */
  readonly basedOn: number;
  /** Everybody who saved it. */
  readonly authors: readonly string[];
  readonly reason?: string;
  /** Milliseconds since the epoch. */
  readonly changedAt: number;
}

/** Where a version is in its life. A version that was in force and no longer is, is `retired`. */
export type RuleSetStage =
  'published' | 'approved' | 'rejected' | 'scheduled' | 'activating' | 'active' | 'retired';

/** A version of the rule set: it never changes any more. */
export interface RuleSetVersion {
  readonly version: number;
  readonly stage: RuleSetStage;
  readonly document: RuleSetDocumentRef;
  readonly basedOn: number;
  readonly authors: readonly string[];
  readonly publishedBy: string;
  readonly reason?: string;
  readonly rollbackTo?: number;
  readonly impact?: RuleSetImpactSummary;
  readonly override?: { readonly exceeded: readonly string[]; readonly reason: string };
  readonly approvedBy?: string;
  readonly rejectedBy?: string;
  /** The day on which it is to be put in force. */
  readonly on?: IsoDate | undefined;
  readonly activatedAt?: Instant;
  /** Why it was not put in force when it was to be. */
  readonly refusal?: readonly { readonly code: string; readonly message: string }[] | undefined;
  /** Milliseconds since the epoch, of the last event about it. */
  readonly changedAt: number;
}

/** Everything that was ever said about rule sets. */
export interface RuleSetsState {
  /** The version of the stream. */
  readonly revision: number;
  /** The version in force. */
  readonly active: number;
  /** The version that was in force before; `undefined` while the built-in one is. */
  readonly previous?: number | undefined;
  readonly drafts: readonly RuleSetDraft[];
  /** By version, from 2 on: the built-in one is not recorded. */
  readonly versions: readonly RuleSetVersion[];
}

export const NO_RULE_SETS: RuleSetsState = {
  revision: 0,
  active: BUILT_IN_VERSION,
  drafts: [],
  versions: [],
};

export function versionOf({ versions }: RuleSetsState, version: number): RuleSetVersion | undefined {
  return versions.find((known) => known.version === version);
}

export function draftOf({ drafts }: RuleSetsState, draftId: string): RuleSetDraft | undefined {
  return drafts.find((known) => known.draftId === draftId);
}
