import { Command, Query } from '@nestjs/cqrs';
import type { RuleSet } from '@bailiwick/contracts';
import type { Actor, IsoDate } from '@bailiwick/kernel';
import type { ReoptimiseOptions } from '@bailiwick/planning';
import type { CheckedRuleSet } from '@bailiwick/tiering';
import type { ListedOverride, TierWish } from '../application/rules/tier-overrides.js';
import type { RulesReplay } from '../application/rules/replay-rules.js';
import type { RuleSetImpact } from '../application/rules/impact-on-process.js';
import type { RuleSetDraft, RuleSetsState, RuleSetVersion } from '../domain/rules/rule-set-state.js';
import type { DraftSeen } from '../domain/rules/rule-sets.decider.js';

/** What a person does with a draft besides saving it. */
export interface DraftAct {
  readonly seen: DraftSeen;
  readonly reason?: string | undefined;
}

/** Save a draft; answers with it. */
export class SaveRuleSetDraft extends Command<RuleSetDraft> {
  constructor(
    readonly draftId: string,
    readonly document: unknown,
    readonly said: DraftAct,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Throw a draft away. */
export class DiscardRuleSetDraft extends Command<void> {
  constructor(
    readonly draftId: string,
    readonly said: DraftAct,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Make a draft a version; answers with that. */
export class PublishRuleSet extends Command<RuleSetVersion> {
  constructor(
    readonly draftId: string,
    readonly said: DraftAct & { readonly override?: string | undefined },
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Approve or reject a version. */
export class JudgeRuleSet extends Command<RuleSetVersion> {
  constructor(
    readonly version: number,
    readonly verdict: 'approve' | 'reject',
    readonly reason: string | undefined,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Put a version in force, now or on a day. */
export class ActivateRuleSet extends Command<RuleSetVersion> {
  constructor(
    readonly version: number,
    readonly said: { readonly on?: IsoDate | undefined; readonly reason?: string | undefined },
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Bring the rules of an earlier version back. */
export class RollBackRuleSet extends Command<RuleSetVersion> {
  constructor(
    readonly said: { readonly to?: number | undefined; readonly reason?: string | undefined },
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Every draft and version. */
export class GetRuleSets extends Query<RuleSetsState> {}

/** A document, of a version or of a draft. */
export class GetRuleSetDocument extends Query<RuleSet> {
  constructor(readonly of: { readonly version: number } | { readonly draftId: string }) {
    super();
  }
}

/** What putting a rule set in force now would do; where it is wanted, to territories too. */
export class GetRuleSetImpact extends Query<RuleSetImpact> {
  constructor(
    readonly ruleSet: CheckedRuleSet,
    readonly reoptimise?: ReoptimiseOptions,
  ) {
    super();
  }
}

/** How the last months would have looked, had a rule set been in force. */
export class GetRuleSetReplay extends Query<RulesReplay> {
  constructor(
    readonly ruleSet: CheckedRuleSet,
    readonly months: number,
  ) {
    super();
  }
}

/** Decide on the tiers of accounts, all of them or none. */
export class OverrideTiers extends Command<void> {
  constructor(
    readonly wishes: readonly TierWish[],
    readonly actor: Actor,
  ) {
    super();
  }
}

/** End such a decision before its time. */
export class EndTierOverride extends Command<void> {
  constructor(
    readonly accountId: string,
    readonly reason: string | undefined,
    readonly actor: Actor,
  ) {
    super();
  }
}

/** Tiers that people decided on, in force now. */
export class ListTierOverrides extends Query<readonly ListedOverride[]> {}
