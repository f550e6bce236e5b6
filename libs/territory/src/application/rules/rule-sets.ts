import { type Instant, type RuleSet, type RuleSetDocumentRef, toInstant } from '@bailiwick/contracts';
import {
  appendDecided,
  type AppendResult,
  type EventStore,
  LiveStream,
  startedBy,
} from '@bailiwick/event-store';
import { type Actor, BailiwickError, type IdSource, type IsoDate } from '@bailiwick/kernel';
import type { ReoptimiseOptions } from '@bailiwick/planning';
import { type CheckedRuleSet, checkRuleSet, contentHashOf } from '@bailiwick/tiering';
import {
  BUILT_IN_VERSION,
  draftOf,
  NO_RULE_SETS,
  RULE_SETS_STREAM,
  type RuleSetDraft,
  type RuleSetsState,
  type RuleSetVersion,
  versionOf,
} from '../../domain/rules/rule-set-state.js';
import {
  decideRuleSets,
  type DraftSeen,
  formerVersion,
  nextVersion,
  type RuleSetCommand,
} from '../../domain/rules/rule-sets.decider.js';
import { evolveRuleSets } from '../../domain/rules/rule-sets.fold.js';
import type { Documents } from '../documents.js';
import { demandParity, demandTests, numbered, untestedInWords } from './publication.js';
import { notFound, refused } from './rule-set-errors.js';
import type { RulesReplay } from './replay-rules.js';
import { type BookSample, exceededInWords, impactSummary, type RuleSetImpact } from './impact-on-process.js';

export interface RuleSetsDependencies {
  readonly store: EventStore;
  readonly documents: Documents;
  /** The present in business time, ms. */
  readonly now: () => Promise<number>;
  readonly ids: IdSource;
  /** In force until another one is. */
  readonly builtIn: CheckedRuleSet;
  readonly impactOf: (
    next: CheckedRuleSet,
    inForce: CheckedRuleSet,
    reoptimise?: ReoptimiseOptions,
  ) => Promise<RuleSetImpact>;
  readonly replayOf: (
    rules: { readonly inForce: CheckedRuleSet; readonly next: CheckedRuleSet },
    months: number,
  ) => Promise<RulesReplay>;
  /** Accounts that both evaluators must agree on before a rule set is published. */
  readonly sample: (ruleSet: CheckedRuleSet) => Promise<BookSample>;
  /** Resolves when everything up to a position was reacted to. */
  readonly settled: (position: number) => Promise<void>;
}

/** The rule set that decides. */
export interface RuleSetInForce {
  readonly version: number;
  readonly ruleSet: CheckedRuleSet;
}

/** What somebody says with what they do. */
export interface Said {
  readonly reason?: string | undefined;
}

/** The rule set's life: drafts that people edit, versions that are published, approved, put in force and taken back. */
export class RuleSets {
  private readonly live: LiveStream<RuleSetsState>;
  private inForce: { readonly hash: string; readonly value: RuleSetInForce } | undefined;

  constructor(private readonly deps: RuleSetsDependencies) {
    this.live = new LiveStream<RuleSetsState>(
      deps.store,
      RULE_SETS_STREAM,
      NO_RULE_SETS,
      (state, { events, recordedAt }) =>
        events.reduce((before, event) => evolveRuleSets(before, event, recordedAt), state),
    );
  }

  /** Everything that was recorded about rule sets so far. */
  state(): Promise<RuleSetsState> {
    return this.live.read();
  }

  /** @throws BailiwickError `not-found` */
  async version(version: number): Promise<RuleSetVersion> {
    const known = versionOf(await this.state(), version);
    if (known) return known;
    throw notFound('version', String(version), 'a version that was published');
  }

  /** @throws BailiwickError `not-found` */
  async draft(draftId: string): Promise<RuleSetDraft> {
    const known = draftOf(await this.state(), draftId);
    if (known) return known;
    throw notFound('draft', draftId, 'the name of a draft; published ones are versions');
  }

  /** The document of a version, the built-in one too. @throws BailiwickError `not-found` */
  async documentOf(version: number): Promise<RuleSet> {
    if (version === BUILT_IN_VERSION) return this.deps.builtIn;
    return this.read((await this.version(version)).document);
  }

  /** @throws BailiwickError `not-found` */
  async draftDocument(draftId: string): Promise<RuleSet> {
    return this.read((await this.draft(draftId)).document);
  }

  /** The rule set that decides as of the last event that was recorded. */
  async active(): Promise<RuleSetInForce> {
    const state = await this.state();
    const { active: version } = state;
    if (version === BUILT_IN_VERSION) return { version, ruleSet: this.deps.builtIn };
    const { document } = versionOf(state, version)!;
    if (this.inForce?.hash !== document.contentHash) {
      const ruleSet = checkRuleSet(await this.read(document));
      this.inForce = { hash: document.contentHash, value: { version, ruleSet } };
    }
    return this.inForce.value;
  }

  /**
   * Saves a draft.
   * @throws InvalidInputError with everything that is wrong with the document; BailiwickError `rule-set-draft-changed`
   */
  async saveDraft(
    draftId: string,
    document: unknown,
    { seen, reason }: Said & { readonly seen: DraftSeen },
    actor: Actor,
  ): Promise<RuleSetDraft> {
    const ruleSet = checkRuleSet(document);
    const stored = await this.write(ruleSet, draftId, actor);
    await this.command(() => ({ do: 'draft', draftId, seen, document: stored, reason }), draftId, actor);
    return this.draft(draftId);
  }

  async discardDraft(
    draftId: string,
    { seen, reason }: Said & { readonly seen: DraftSeen },
    actor: Actor,
  ): Promise<void> {
    await this.command(() => ({ do: 'discard', draftId, seen, reason }), draftId, actor);
  }

  /** What putting a rule set in force now would do; where it is wanted, to territories too. */
  async impact(next: CheckedRuleSet, reoptimise?: ReoptimiseOptions): Promise<RuleSetImpact> {
    return this.deps.impactOf(next, (await this.active()).ruleSet, reoptimise);
  }

  /** How the last months would have looked, had a rule set been in force, beside the one that is. */
  async replay(next: CheckedRuleSet, months: number): Promise<RulesReplay> {
    return this.deps.replayOf({ inForce: (await this.active()).ruleSet, next }, months);
  }

  /**
   * Makes a draft a version that cannot be edited any more, after its stored tests have passed, and they and its impact
   * on the book of today were found within the limits, or somebody said why it may exceed them.
   * @throws InvalidInputError `stored-test-failed`; BailiwickError as `decideRuleSets`
   */
  async publish(
    draftId: string,
    { seen, reason, override }: Said & { readonly seen: DraftSeen; readonly override?: string | undefined },
    actor: Actor,
  ): Promise<RuleSetVersion> {
    const draft = await this.draft(draftId);
    const ruleSet = checkRuleSet(await this.read(draft.document));
    const results = await demandTests(ruleSet);
    await demandParity(ruleSet, await this.deps.sample(ruleSet));
    const { ruleSet: inForce } = await this.active();
    const impact = await this.deps.impactOf(ruleSet, inForce);
    const exceeded = [...untestedInWords(ruleSet, inForce, results), ...exceededInWords(impact)];
    const version = nextVersion(await this.state());
    const said = reason ?? draft.reason;
    const final = numbered(ruleSet, { version, basedOn: draft.basedOn, author: actor.id, reason: said });
    const document = await this.write(final, draftId, actor);
    // What was looked at is what is published, whatever the sender has seen: a save in between changes the revision.
    const revision = seen === 'any' ? draft.revision : seen;
    await this.command(
      (state) => {
        demandNumber(state, version);
        const checked = { document, impact: impactSummary(impact), exceeded, override };
        return { do: 'publish', draftId, seen: revision, version, reason, ...checked };
      },
      draftId,
      actor,
    );
    return this.version(version);
  }

  /** @throws BailiwickError `rule-set-own` for the approval of one's own; `rule-set-stage` */
  async judge(
    version: number,
    act: 'approve' | 'reject',
    { reason }: Said,
    actor: Actor,
  ): Promise<RuleSetVersion> {
    await this.command(() => ({ do: act, version, reason }), String(version), actor);
    return this.version(version);
  }

  /**
   * Puts an approved version in force, now or at the start of a day; waits until the tiers that follow are decided.
   * @throws BailiwickError `rule-set-refused` when it was looked at again and must not decide
   */
  async activate(
    version: number,
    { on, reason }: Said & { readonly on?: IsoDate | undefined },
    actor: Actor,
  ): Promise<RuleSetVersion> {
    const now = toInstant(await this.deps.now());
    const day = on !== undefined && on > now.slice(0, 10) ? on : undefined;
    const recorded = await this.command(
      () => ({ do: 'activate', version, effectiveAt: now, on: day, reason }),
      String(version),
      actor,
    );
    return this.whenSettled(version, day === undefined ? recorded : undefined);
  }

  /** Brings the rules of an earlier version back, by default those before the present ones, as a new version. */
  async rollBack(
    { to, reason }: Said & { readonly to?: number | undefined },
    actor: Actor,
  ): Promise<RuleSetVersion> {
    const state = await this.state();
    const from = to ?? formerVersion(state);
    const version = nextVersion(state);
    const ruleSet = checkRuleSet(await this.documentOf(from));
    const final = numbered(ruleSet, { version, basedOn: state.active, author: actor.id, reason });
    const document = await this.write(final, String(version), actor);
    const effectiveAt: Instant = toInstant(await this.deps.now());
    const recorded = await this.command(
      (now) => {
        demandNumber(now, version);
        return { do: 'roll-back', version, to: from, document, effectiveAt, reason };
      },
      String(version),
      actor,
    );
    return this.whenSettled(version, recorded);
  }

  private async whenSettled(version: number, recorded: AppendResult | undefined): Promise<RuleSetVersion> {
    if (recorded) await this.deps.settled(recorded.position);
    const known = await this.version(version);
    if (recorded && known.refusal) throw refused(known);
    return known;
  }

  /** Decides on the state as it is and records what follows; again, when somebody else was quicker. */
  private async command(
    commandOf: (state: RuleSetsState) => RuleSetCommand,
    subject: string,
    actor: Actor,
  ): Promise<AppendResult | undefined> {
    const { store, ids } = this.deps;
    return appendDecided(store, async () => {
      const state = await this.state();
      return {
        stream: RULE_SETS_STREAM,
        expectedVersion: state.revision,
        events: decideRuleSets(state, commandOf(state), actor.id).map(({ type, data }) => ({
          id: ids.next(),
          type,
          v: 1,
          data,
          meta: startedBy(actor, subject),
        })),
        idempotencyKey: `rule-sets:${state.revision + 1}`,
      };
    });
  }

  private async write(ruleSet: RuleSet, subject: string, actor: Actor): Promise<RuleSetDocumentRef> {
    const chunks = await this.deps.documents.write(ruleSet, startedBy(actor, subject));
    return { ruleSetId: ruleSet.id, contentHash: contentHashOf(ruleSet), chunks };
  }

  private async read({ chunks }: RuleSetDocumentRef): Promise<RuleSet> {
    return (await this.deps.documents.read(chunks)) as RuleSet;
  }
}

/** Two who publish at once: the number in the document of the later one is taken. */
function demandNumber(state: RuleSetsState, version: number): void {
  if (nextVersion(state) === version) return;
  throw new BailiwickError(
    'rule-set-outdated',
    `version ${version} was published by somebody else meanwhile`,
    {
      value: version,
      expected: `version ${nextVersion(state)}`,
      hint: 'Maybe look at what was published, and publish again',
    },
  );
}
