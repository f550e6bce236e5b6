import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler, type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { TierOverrides } from '../application/rules/tier-overrides.js';
import type { RuleSets } from '../application/rules/rule-sets.js';
import {
  ActivateRuleSet,
  DiscardRuleSetDraft,
  EndTierOverride,
  GetRuleSetDocument,
  GetRuleSetImpact,
  GetRuleSetReplay,
  GetRuleSets,
  JudgeRuleSet,
  ListTierOverrides,
  OverrideTiers,
  PublishRuleSet,
  RollBackRuleSet,
  SaveRuleSetDraft,
} from './rule-set.messages.js';

/** The token under which rule sets are injected. */
export const RULE_SETS = Symbol('RULE_SETS');
/** The token under which tiers that people decide on are injected. */
export const TIER_OVERRIDES = Symbol('TIER_OVERRIDES');

@CommandHandler(SaveRuleSetDraft)
export class SaveRuleSetDraftHandler implements ICommandHandler<SaveRuleSetDraft> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ draftId, document, said, actor }: SaveRuleSetDraft) {
    return this.ruleSets.saveDraft(draftId, document, said, actor);
  }
}

@CommandHandler(DiscardRuleSetDraft)
export class DiscardRuleSetDraftHandler implements ICommandHandler<DiscardRuleSetDraft> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ draftId, said, actor }: DiscardRuleSetDraft) {
    return this.ruleSets.discardDraft(draftId, said, actor);
  }
}

@CommandHandler(PublishRuleSet)
export class PublishRuleSetHandler implements ICommandHandler<PublishRuleSet> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ draftId, said, actor }: PublishRuleSet) {
    return this.ruleSets.publish(draftId, said, actor);
  }
}

@CommandHandler(JudgeRuleSet)
export class JudgeRuleSetHandler implements ICommandHandler<JudgeRuleSet> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ version, verdict, reason, actor }: JudgeRuleSet) {
    return this.ruleSets.judge(version, verdict, { reason }, actor);
  }
}

@CommandHandler(ActivateRuleSet)
export class ActivateRuleSetHandler implements ICommandHandler<ActivateRuleSet> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ version, said, actor }: ActivateRuleSet) {
    return this.ruleSets.activate(version, said, actor);
  }
}

@CommandHandler(RollBackRuleSet)
export class RollBackRuleSetHandler implements ICommandHandler<RollBackRuleSet> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ said, actor }: RollBackRuleSet) {
    return this.ruleSets.rollBack(said, actor);
  }
}

@QueryHandler(GetRuleSets)
export class GetRuleSetsHandler implements IQueryHandler<GetRuleSets> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute() {
    return this.ruleSets.state();
  }
}

@QueryHandler(GetRuleSetDocument)
export class GetRuleSetDocumentHandler implements IQueryHandler<GetRuleSetDocument> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ of }: GetRuleSetDocument) {
    return 'version' in of ? this.ruleSets.documentOf(of.version) : this.ruleSets.draftDocument(of.draftId);
  }
}

@QueryHandler(GetRuleSetImpact)
export class GetRuleSetImpactHandler implements IQueryHandler<GetRuleSetImpact> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ ruleSet, reoptimise }: GetRuleSetImpact) {
    return this.ruleSets.impact(ruleSet, reoptimise);
  }
}

@QueryHandler(GetRuleSetReplay)
export class GetRuleSetReplayHandler implements IQueryHandler<GetRuleSetReplay> {
  constructor(@Inject(RULE_SETS) private readonly ruleSets: RuleSets) {}

  execute({ ruleSet, months }: GetRuleSetReplay) {
    return this.ruleSets.replay(ruleSet, months);
  }
}

@CommandHandler(OverrideTiers)
export class OverrideTiersHandler implements ICommandHandler<OverrideTiers> {
  constructor(@Inject(TIER_OVERRIDES) private readonly overrides: TierOverrides) {}

  execute({ wishes, actor }: OverrideTiers) {
    return this.overrides.set(wishes, actor);
  }
}

@CommandHandler(EndTierOverride)
export class EndTierOverrideHandler implements ICommandHandler<EndTierOverride> {
  constructor(@Inject(TIER_OVERRIDES) private readonly overrides: TierOverrides) {}

  execute({ accountId, reason, actor }: EndTierOverride) {
    return this.overrides.end(accountId, reason, actor);
  }
}

@QueryHandler(ListTierOverrides)
export class ListTierOverridesHandler implements IQueryHandler<ListTierOverrides> {
  constructor(@Inject(TIER_OVERRIDES) private readonly overrides: TierOverrides) {}

  execute() {
    return this.overrides.list();
  }
}
