import type { Instant, RuleSetDocumentRef, RuleSetImpactSummary } from '@bailiwick/contracts';
import { BailiwickError, type IsoDate } from '@bailiwick/kernel';
import {
  BUILT_IN_VERSION,
  draftOf,
  type RuleSetDraft,
  type RuleSetsState,
  type RuleSetStage,
  type RuleSetVersion,
  versionOf,
} from './rule-set-state.js';

/** The draft that an edit is based on: the revision that was seen, `new` where there must be none, or whatever is there. */
export type DraftSeen = number | 'new' | 'any';

/** What people do with rule sets. */
export type RuleSetCommand =
  | {
      readonly do: 'draft';
      readonly draftId: string;
      readonly seen: DraftSeen;
      readonly document: RuleSetDocumentRef;
      readonly reason?: string | undefined;
    }
  | {
      readonly do: 'discard';
      readonly draftId: string;
      readonly seen: DraftSeen;
      readonly reason?: string | undefined;
    }
  | {
      readonly do: 'publish';
      readonly draftId: string;
      readonly seen: DraftSeen;
      /** The number that its document carries. */
      readonly version: number;
      readonly document: RuleSetDocumentRef;
      readonly reason?: string | undefined;
      readonly impact: RuleSetImpactSummary;
      /** The limits that it does not keep, in words; empty when it keeps all. */
      readonly exceeded: readonly string[];
      /** Why that is right all the same. */
      readonly override?: string | undefined;
    }
  | { readonly do: 'approve' | 'reject'; readonly version: number; readonly reason?: string | undefined }
  | {
      readonly do: 'activate';
      readonly version: number;
      readonly effectiveAt: Instant;
      /** A day to come; absent: now. */
      readonly on?: IsoDate | undefined;
      readonly reason?: string | undefined;
    }
  | {
      readonly do: 'roll-back';
      /** The number that the new version's document carries. */
      readonly version: number;
      /** The version whose rules are to come back. */
      readonly to: number;
      readonly document: RuleSetDocumentRef;
      readonly effectiveAt: Instant;
      readonly reason?: string | undefined;
    };

export interface RuleSetDecision {
  readonly type: string;
  readonly data: object;
}

/**
 * The events that a command causes; none when it was carried out before.
 * @param by the id of who does it
 * @throws BailiwickError `not-found`; `rule-set-draft-changed` when somebody else saved the draft meanwhile;
 * `rule-set-stage`; `rule-set-outdated` when another version came into force since; `rule-set-own` for the approval of
 * one's own; `rule-set-limits` when limits are exceeded and nobody has said why that is right
 */
export function decideRuleSets(
  state: RuleSetsState,
  command: RuleSetCommand,
  by: string,
): readonly RuleSetDecision[] {
  switch (command.do) {
    case 'draft':
      return draft(state, command);
    case 'discard':
      demandDraft(state, command.draftId, command.seen);
      return [event('RuleSetDraftDiscarded', { draftId: command.draftId, ...reasonOf(command) })];
    case 'publish':
      return publish(state, command, by);
    case 'approve':
      return approve(state, command, by);
    case 'reject':
      return judge(state, command, 'rejected', ['published', 'approved', 'scheduled'], 'RuleSetRejected');
    case 'activate':
      return activate(state, command);
    case 'roll-back':
      return rollBack(state, command, by);
  }
}

/** The number of the next version. */
export function nextVersion({ versions }: RuleSetsState): number {
  return Math.max(BUILT_IN_VERSION, ...versions.map(({ version }) => version)) + 1;
}

/**
 * The version to go back to when nobody names one: the one that was in force before.
 * @throws BailiwickError `rule-set-stage` where there was none
 */
export function formerVersion({ active, previous }: RuleSetsState): number {
  if (previous !== undefined) return previous;
  throw new BailiwickError('rule-set-stage', 'no other rule set was ever in force', {
    value: active,
    expected: 'a version that was in force before',
  });
}

function draft(
  state: RuleSetsState,
  command: Extract<RuleSetCommand, { do: 'draft' }>,
): readonly RuleSetDecision[] {
  const { draftId, seen, document } = command;
  const before = draftOf(state, draftId);
  if (before || seen !== 'new') demandSeen(draftId, before, seen);
  const same = before?.document.contentHash === document.contentHash;
  if (same && (command.reason === undefined || command.reason === before?.reason)) return [];
  return [event('RuleSetDrafted', { draftId, document, basedOn: state.active, ...reasonOf(command) })];
}

function publish(
  state: RuleSetsState,
  command: Extract<RuleSetCommand, { do: 'publish' }>,
  by: string,
): readonly RuleSetDecision[] {
  const { draftId, seen, version, document, impact, exceeded, override } = command;
  const { authors, basedOn, reason } = demandDraft(state, draftId, seen);
  demandUpToDate(state, `draft ${draftId}`, basedOn);
  if (exceeded.length > 0 && override === undefined) throw beyondLimits(draftId, exceeded);
  return [
    event('RuleSetPublished', {
      version,
      document,
      basedOn,
      authors: [...new Set([...authors, by])],
      draftId,
      ...reasonOf({ reason: command.reason ?? reason }),
      impact,
      ...(exceeded.length > 0 ? { override: { exceeded, reason: override } } : {}),
    }),
  ];
}

function approve(
  state: RuleSetsState,
  command: Extract<RuleSetCommand, { do: 'approve' | 'reject' }>,
  by: string,
): readonly RuleSetDecision[] {
  const { version, authors } = demandVersion(state, command.version);
  if (authors.includes(by))
    throw new BailiwickError('rule-set-own', `${by} wrote version ${version} and cannot approve it`, {
      value: by,
      expected: `somebody other than ${authors.join(', ')}`,
      hint: 'Maybe ask a colleague with the role approver; bailiwick users add NAME --role approver makes one',
    });
  return judge(state, command, 'approved', ['published'], 'RuleSetApproved');
}

function judge(
  state: RuleSetsState,
  { do: act, version, ...command }: Extract<RuleSetCommand, { do: 'approve' | 'reject' }>,
  done: RuleSetStage,
  from: readonly RuleSetStage[],
  type: string,
): readonly RuleSetDecision[] {
  const known = demandVersion(state, version);
  if (known.stage === done) return [];
  demandStage(known, act, from);
  return [event(type, { version, ...reasonOf(command) })];
}

function activate(
  state: RuleSetsState,
  command: Extract<RuleSetCommand, { do: 'activate' }>,
): readonly RuleSetDecision[] {
  const { version, effectiveAt, on } = command;
  const known = demandVersion(state, version);
  if (known.stage === 'active' || known.stage === 'activating') return [];
  if (known.stage === 'scheduled' && on !== undefined && known.on === on) return [];
  demandStage(known, 'be activated', ['approved', 'scheduled']);
  demandUpToDate(state, `version ${version}`, known.basedOn);
  if (on !== undefined) return [event('RuleSetScheduled', { version, on, ...reasonOf(command) })];
  return [event('RuleSetActivationRequested', { version, effectiveAt, ...reasonOf(command) })];
}

/** What was approved once needs no second approval to come back: the way back must be short. */
function rollBack(
  state: RuleSetsState,
  command: Extract<RuleSetCommand, { do: 'roll-back' }>,
  by: string,
): readonly RuleSetDecision[] {
  const { version, to, document, effectiveAt } = command;
  if (to !== BUILT_IN_VERSION) demandStage(demandVersion(state, to), 'come back', ['retired']);
  if (to === state.active)
    throw new BailiwickError('rule-set-stage', `version ${to} is in force`, {
      value: to,
      expected: 'an earlier version',
    });
  const reason = reasonOf(command);
  return [
    event('RuleSetPublished', {
      version,
      document,
      basedOn: state.active,
      authors: [by],
      rollbackTo: to,
      ...reason,
    }),
    event('RuleSetActivationRequested', { version, effectiveAt, ...reason }),
  ];
}

function demandDraft(state: RuleSetsState, draftId: string, seen: DraftSeen): RuleSetDraft {
  const known = draftOf(state, draftId);
  if (known) {
    demandSeen(draftId, known, seen);
    return known;
  }
  throw new BailiwickError('not-found', `there is no draft ${draftId}`, {
    value: draftId,
    expected: 'the name of a draft',
    hint: 'Maybe it was published or discarded meanwhile',
  });
}

function demandSeen(draftId: string, known: RuleSetDraft | undefined, seen: DraftSeen): void {
  if (seen === 'any' || seen === known?.revision) return;
  throw new BailiwickError('rule-set-draft-changed', `draft ${draftId} is not what you have seen`, {
    value: seen,
    expected: known ? `revision ${known.revision}` : 'a draft that is not there yet',
    hint: 'Maybe somebody else saved it meanwhile: read it again and repeat your change',
  });
}

function demandUpToDate(state: RuleSetsState, what: string, basedOn: number): void {
  const error = outdated(state, what, basedOn);
  if (error) throw error;
}

/** A version that was made from another one than that in force would take back what came into force since. */
export function outdated(
  { active }: RuleSetsState,
  what: string,
  basedOn: number,
): BailiwickError | undefined {
  if (basedOn === active) return undefined;
  return new BailiwickError(
    'rule-set-outdated',
    `${what} was made from version ${basedOn}, but version ${active} is in force now`,
    {
      value: basedOn,
      expected: `made from version ${active}`,
      hint: 'Maybe compare the two (diff), bring the changes together, and save it as a new draft',
    },
  );
}

function demandVersion(state: RuleSetsState, version: number): RuleSetVersion {
  const known = versionOf(state, version);
  if (known) return known;
  throw new BailiwickError('not-found', `there is no version ${version} of the rule set`, {
    value: version,
    expected: `a version from ${BUILT_IN_VERSION + 1} to ${nextVersion(state) - 1}`,
  });
}

function demandStage(
  { version, stage }: RuleSetVersion,
  wanted: string,
  from: readonly RuleSetStage[],
): void {
  if (from.includes(stage)) return;
  throw new BailiwickError(
    'rule-set-stage',
    `version ${version} of the rule set is ${stage}: it cannot ${wanted} now`,
    { value: stage, expected: from.join(' or ') },
  );
}

function beyondLimits(draftId: string, exceeded: readonly string[]): BailiwickError {
  return new BailiwickError('rule-set-limits', `draft ${draftId} goes beyond the limits`, {
    value: exceeded,
    expected: 'what the `limits` of the version in force and of its own allow, or a reason to exceed them',
    hint: 'Maybe look at its impact and at what its tests show; to publish it all the same, give `override` with a reason',
  });
}

function event(type: string, data: object): RuleSetDecision {
  return { type, data };
}

function reasonOf({ reason }: { readonly reason?: string | undefined }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}
