import type {
  RuleSetActivationRefusedData,
  RuleSetDraftedData,
  RuleSetPublishedData,
  RuleSetScheduledData,
  ruleSetDataSchemas,
} from '@bailiwick/contracts';
import type { z } from 'zod';
import {
  draftOf,
  type RuleSetDraft,
  type RuleSetsState,
  type RuleSetVersion,
  versionOf,
} from './rule-set-state.js';

/** What is needed of a recorded event. */
export interface RuleSetEvent {
  readonly type: string;
  readonly data: unknown;
  readonly meta: { readonly actor: { readonly id: string } };
}

const OF_RULE_SETS = 'RuleSet';

type Activated = z.output<(typeof ruleSetDataSchemas)['RuleSetActivated'][1]>;

/** The state after one more event of the stream; events of other streams change nothing. */
export function evolveRuleSets(state: RuleSetsState, event: RuleSetEvent, recordedAt: number): RuleSetsState {
  // Every event of the log comes by here: nearly none is about rule sets.
  if (!event.type.startsWith(OF_RULE_SETS)) return state;
  const change = changeOf(state, event, recordedAt);
  return change ? { ...state, ...change, revision: state.revision + 1 } : state;
}

function changeOf(
  state: RuleSetsState,
  { type, data, meta }: RuleSetEvent,
  at: number,
): Partial<RuleSetsState> | undefined {
  const by = meta.actor.id;
  const { version } = data as { version: number };
  const with_ = (change: Partial<RuleSetVersion>): Partial<RuleSetsState> => ({
    versions: state.versions.map((known) =>
      known.version === version ? { ...known, ...change, changedAt: at } : known,
    ),
  });
  switch (type) {
    case 'RuleSetDrafted':
      return drafted(state, data as RuleSetDraftedData, by, at);
    case 'RuleSetDraftDiscarded':
      return { drafts: without(state, (data as { draftId: string }).draftId) };
    case 'RuleSetPublished':
      return published(state, data as RuleSetPublishedData, by, at);
    case 'RuleSetApproved':
      return with_({ stage: 'approved', approvedBy: by });
    case 'RuleSetRejected':
      return with_({ stage: 'rejected', rejectedBy: by, on: undefined });
    case 'RuleSetScheduled':
      return with_({ stage: 'scheduled', on: (data as RuleSetScheduledData).on, refusal: undefined });
    case 'RuleSetActivationRequested':
      return with_({ stage: 'activating', refusal: undefined });
    case 'RuleSetActivated':
      return activated(state, data as Activated, at);
    case 'RuleSetActivationRefused':
      return with_({
        stage: 'approved',
        on: undefined,
        refusal: (data as RuleSetActivationRefusedData).problems,
      });
    default:
      return undefined;
  }
}

function drafted(
  state: RuleSetsState,
  { draftId, document, basedOn, reason }: RuleSetDraftedData,
  by: string,
  changedAt: number,
): Partial<RuleSetsState> {
  const before = draftOf(state, draftId);
  const draft: RuleSetDraft = {
    draftId,
    document,
    basedOn: before?.basedOn ?? basedOn,
    revision: (before?.revision ?? 0) + 1,
    authors: [...new Set([...(before?.authors ?? []), by])],
    changedAt,
    ...reasonOf(reason ?? before?.reason),
  };
  return { drafts: [...without(state, draftId), draft] };
}

function published(
  state: RuleSetsState,
  { draftId, ...data }: RuleSetPublishedData,
  publishedBy: string,
  changedAt: number,
): Partial<RuleSetsState> {
  const stage = data.rollbackTo === undefined ? 'published' : 'approved';
  const version: RuleSetVersion = { ...data, stage, publishedBy, changedAt };
  return {
    versions: [...state.versions, version],
    drafts: draftId === undefined ? state.drafts : without(state, draftId),
  };
}

function activated(
  state: RuleSetsState,
  { version, effectiveAt }: Activated,
  changedAt: number,
): Partial<RuleSetsState> {
  const before = versionOf(state, state.active);
  const versions = state.versions.map((known): RuleSetVersion => {
    if (known.version === version)
      return { ...known, stage: 'active', on: undefined, activatedAt: effectiveAt, changedAt };
    return known === before ? { ...known, stage: 'retired', changedAt } : known;
  });
  return { versions, active: version, previous: state.active };
}

function without({ drafts }: RuleSetsState, draftId: string): readonly RuleSetDraft[] {
  return drafts.filter((known) => known.draftId !== draftId);
}

function reasonOf(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}
