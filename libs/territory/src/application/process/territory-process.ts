import {
  commitMoves,
  type CommitMoves,
  type PlanMoves,
  planMoves,
  type PolicyActivatedData,
  type RuleSetScheduledData,
  type TierOverriddenData,
  streamOf,
} from '@bailiwick/contracts';
import {
  Any,
  type AppendRequest,
  type Commit,
  type EventMeta,
  type EventStore,
  NoStream,
  type RecordedEvent,
  timerFired,
} from '@bailiwick/event-store';
import type { Actor, Clock, IdSource, Logger } from '@bailiwick/kernel';
import { historyOf, subjectEvents, type SubjectEvent } from '@bailiwick/lifecycle';
import { commitPlan, rollBackPlan, type RollbackRequest } from '../../domain/process/commit.reaction.js';
import { ProcessState } from '../../domain/process/process-state.js';
import type { DecidedEvent, Reaction, Trigger } from '../../domain/process/reaction.js';
import { Reactor } from '../../domain/process/reactor.js';
import { dayTimer } from '../../domain/process/timers.js';
import type { RuleReader } from '../rules/rule-reader.js';
import { activateRuleSet } from '../rules/activate-rule-set.js';
import { chunkCommit, type Documents } from '../documents.js';
import { InPieces, type Work } from './in-pieces.js';
import { type Moment, momentOf, scheduledRuleSet, triggerOf } from './moment.js';
import { decodeProcess, encodeProcess, PROCESS_VERSION } from './process-snapshot.js';
import { reactsTo, RecordedReactions } from './recorded-reactions.js';

export interface ProcessDependencies {
  readonly store: EventStore;
  readonly documents: Documents;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly logger: Logger;
  readonly rules: RuleReader;
  /** Lets other work of this thread go on. */
  readonly breathe: () => Promise<void>;
}

/** How requests are recorded: `append` of a lease, so that only one process at a time reacts. */
export type Append = (requests: readonly AppendRequest[]) => ReturnType<EventStore['appendBatch']>;

const ACTOR: Actor = { id: 'system:process', role: 'admin' };
const SNAPSHOT = 'territory-process';
const LEASE_STREAM = 'lease:';
const STEPS_A_BREATH = 25;
/** What takes many decisions appends so many at once: one durable write, and some milliseconds. */
const AT_ONCE = 100;

/**
 * Reads the log in order and reacts: what comes from outside goes through the reactor, and what that decides is
 * appended under keys made of what it reacts to. Its state is a function of the outside commits alone, so a run that
 * was killed anywhere, and starts again from its last snapshot or from nothing, decides the same.
 */
export class TerritoryProcess {
  private current: { readonly state: ProcessState; readonly reactor: Reactor } | undefined;
  private recorded: RecordedReactions | undefined;
  private pending: AppendRequest[] = [];
  private causation: Pick<RecordedEvent, 'id' | 'meta'> | undefined;
  private savedAt = 0;
  private outside = 0;
  private durable = 0;
  /** The keys of what was decided in the step in hand. */
  private readonly decided = new Set<string>();
  private readonly pieces: InPieces;

  constructor(
    private readonly deps: ProcessDependencies,
    private readonly append: Append,
  ) {
    this.pieces = new InPieces(async () => {
      if (this.pending.length >= AT_ONCE) await this.flush();
      await deps.breathe();
    });
  }

  /** Where the process stands; `undefined` until it was opened. */
  get state(): ProcessState | undefined {
    return this.current?.state;
  }

  get reactor(): Reactor | undefined {
    return this.current?.reactor;
  }

  /** The rest of a step that others have turns within: until it ends, the state tells half of it. */
  get rest(): Promise<void> | undefined {
    return this.pieces.rest;
  }

  /** Everything up to here was reacted to, and every reaction is durable. */
  get settled(): number {
    return this.durable;
  }

  /** Restores the last snapshot, or begins at the start of the log. */
  async open(): Promise<void> {
    const { store, rules } = this.deps;
    const snapshot = await store.snapshots.load(SNAPSHOT, PROCESS_VERSION);
    const { position: head } = await store.head();
    const usable = snapshot && snapshot.position <= head;
    const state = (usable && decodeProcess(snapshot.bytes)) || new ProcessState();
    this.savedAt = state.position;
    this.recorded = new RecordedReactions(store, state.position, head);
    const reactor = new Reactor({
      state,
      rules: state.ruleSet === undefined ? rules.builtIn : rules.read(state.ruleSet),
      record: (reaction) => this.record(reaction),
      storeText: (text) => this.storeText(text),
    });
    for (const _step of reactor.warmUp()) await this.deps.breathe();
    this.current = { state, reactor };
  }

  /** Reacts to everything up to the head; every reaction is durable when it resolves. @returns the position reached */
  async readOn(signal?: AbortSignal, upTo?: number): Promise<number> {
    const { state } = this.opened();
    let steps = 0;
    const range = upTo === undefined ? {} : { upTo };
    for await (const page of this.deps.store.readPages(state.position, range)) {
      await this.recorded!.loadUpTo(page.at(-1)!.position);
      for (const commit of page) {
        await this.step(commit);
        if (++steps % STEPS_A_BREATH === 0) await this.deps.breathe();
      }
      await this.flush();
      this.durable = state.position;
      if (signal?.aborted) break;
    }
    return state.position;
  }

  /** Takes over what another process decided, up to `position`. */
  async follow(position: number): Promise<void> {
    const { state } = this.opened();
    if (state.position >= position) return;
    const { position: head } = await this.deps.store.head();
    this.recorded = new RecordedReactions(this.deps.store, state.position, head);
    await this.readOn(undefined, position);
  }

  /** The number of commits from outside since this was asked last. */
  takeOutside(): number {
    const { outside } = this;
    this.outside = 0;
    return outside;
  }

  /** Saves the state when at least `every` commits came since it was saved last. */
  async save(every = 1): Promise<void> {
    const { state } = this.opened();
    if (state.position - this.savedAt < every) return;
    await this.flush();
    const { position } = state;
    await this.deps.store.snapshots.save(SNAPSHOT, PROCESS_VERSION, {
      position,
      bytes: encodeProcess(state),
    });
    this.savedAt = position;
  }

  private opened(): { readonly state: ProcessState; readonly reactor: Reactor } {
    if (!this.current) throw new Error('the process was not opened');
    return this.current;
  }

  private async step(commit: Commit): Promise<void> {
    const { state, reactor } = this.opened();
    if (reactsTo(commit) !== undefined) {
      state.position = commit.position;
      return;
    }
    const [first] = commit.events;
    state.position = commit.position;
    this.decided.clear();
    this.causation = first;
    if (!commit.stream.startsWith(LEASE_STREAM)) this.outside++;
    const moment = momentOf(commit);
    if (moment) await this.passTime(moment, commit);
    const events = subjectEvents(commit);
    state.book.apply({ ...commit, recordedAt: state.time });
    state.board.apply(commit);
    state.followRuleSets(commit.events, commit.recordedAt);
    await this.refold();
    const trigger = triggerOf(commit);
    await this.inPieces(reactor.afterEvents(commit.stream, events, trigger));
    for (const event of commit.events) await this.requestStep(event, trigger);
    this.settleLeftOver(commit.position);
  }

  /** Fires what is due before the commit happened, in order, as if the clock had gone on from event to event. */
  private async passTime({ ms, inclusive, timerId }: Moment, commit: Commit): Promise<void> {
    const { state, reactor } = this.opened();
    const now = Math.min(ms, commit.recordedAt);
    const before = inclusive ? now + 1 : now;
    for (let timer = state.timers.popBefore(before); timer; timer = state.timers.popBefore(before)) {
      await this.deps.breathe();
      state.time = Math.max(state.time, timer.dueAt);
      if (timer.timerId !== timerId) {
        const { stream, events, idempotencyKey: key } = timerFired(timer, '', this.meta());
        this.record({ stream, key, events });
      }
      state.book.apply({ position: state.position, stream: 'time', recordedAt: state.time, events: [] });
      await this.refold();
      const ruleSet = scheduledRuleSet(timer.timerId);
      if (ruleSet === undefined) await this.inPieces(reactor.onTimer(timer.timerId));
      else await this.activateRules(ruleSet, { key: timer.timerId, type: 'timer.rules', causedBy: null });
    }
    state.time = Math.max(state.time, now);
  }

  private async refold(): Promise<void> {
    const { book, position } = this.opened().state;
    if (book.stale.size === 0) return;
    await this.flush();
    for (const row of book.stale) {
      const events = await this.eventsOf(book.table.idOf(row), position);
      book.refold(row, historyOf(events));
    }
  }

  /**
   * An account's events as they count at a moment of a step: outside ones up to there, reactions to what came before,
   * and of the reactions to the step itself those that were made by now: an earlier run may have recorded more.
   */
  private async eventsOf(accountId: string, position: number): Promise<SubjectEvent[]> {
    const events: SubjectEvent[] = [];
    for await (const commit of this.deps.store.readStream(streamOf('account', accountId)))
      if (this.counts(commit, position)) events.push(...subjectEvents(commit));
    return events;
  }

  private counts(commit: Commit, position: number): boolean {
    const cause = reactsTo(commit);
    if (cause === undefined) return commit.position <= position;
    return cause < position || (cause === position && this.decided.has(commit.key));
  }

  private async requestStep({ type, data }: RecordedEvent, trigger: Trigger): Promise<void> {
    const { state, reactor } = this.opened();
    const { planId } = data as { readonly planId?: string };
    if (type === 'PolicyActivated')
      return this.inPieces(reactor.activatePolicy((data as PolicyActivatedData).policy, trigger));
    if (type === 'RuleSetScheduled') {
      const { on, version } = data as RuleSetScheduledData;
      state.timers.schedule(dayTimer('rules', on, String(version)));
    }
    if (type === 'TierOverridden' || type === 'TierOverrideEnded') {
      const override = data as TierOverriddenData;
      reactor.overrideTier(override.accountId, type === 'TierOverridden' ? override : undefined, trigger);
    }
    if (type === 'RuleSetActivationRequested')
      return this.activateRules((data as { version: number }).version, trigger);
    const plan = planId === undefined ? undefined : state.board.get(planId);
    if (type === 'PlanCommitRequested' && plan?.proposed?.moves && plan.stage === 'committing')
      await this.pieces.asOne(
        commitPlan(reactor, plan, await this.document<PlanMoves>(plan.proposed.moves, planMoves), trigger),
      );
    if (type === 'PlanRollbackRequested' && plan?.commit && plan.stage === 'rolling-back') {
      const made = await this.document<CommitMoves>(plan.commit.chunks, commitMoves);
      await this.pieces.asOne(rollBackPlan(reactor, plan, made, trigger, data as RollbackRequest));
    }
    reactor.endStep(trigger);
    await this.proposePlans();
  }

  /** A step, and the plans that follow from it. */
  private async inPieces(work: Work): Promise<void> {
    await this.pieces.asOne(work);
    await this.proposePlans();
  }

  private proposePlans(): Promise<void> {
    return this.pieces.unseen(this.opened().reactor.proposePlans());
  }

  private async activateRules(version: number, trigger: Trigger): Promise<void> {
    const { documents, rules } = this.deps;
    const { reactor } = this.opened();
    await this.flush();
    await this.inPieces(activateRuleSet({ reactor, documents, rules }, version, trigger));
  }

  private async document<T>(chunks: readonly string[], schema: { parse(value: unknown): T }): Promise<T> {
    await this.flush();
    return schema.parse(await this.deps.documents.read(chunks));
  }

  /** What an earlier version of this software decided stands, also where this one would not have. */
  private settleLeftOver(position: number): void {
    for (const commit of this.recorded!.leftOver(position)) {
      if (commit.events[0]?.type === 'PlanBodyStored') continue;
      this.deps.logger.warn('an earlier reaction stands that would not be decided now', {
        position,
        key: commit.key,
      });
      this.opened().state.absorb(commit.stream, commit.events);
    }
  }

  private record({ stream, key, events }: Reaction): readonly DecidedEvent[] {
    this.decided.add(key);
    const earlier = this.recorded!.take(key);
    if (earlier) return earlier.events;
    const meta = this.meta();
    this.pending.push({
      stream,
      expectedVersion: key.startsWith('plan-body:') ? NoStream : Any,
      idempotencyKey: key,
      events: events.map(({ type, data }) => ({ id: this.deps.ids.next(), type, v: 1, data, meta })),
    });
    return events;
  }

  private storeText(text: string): string {
    const { hash, stream, key, event } = chunkCommit(text);
    if (!this.pending.some((request) => request.idempotencyKey === key))
      this.record({ stream, key, events: [event] });
    return hash;
  }

  private meta(): EventMeta {
    const cause = this.causation;
    const { position } = this.opened().state;
    return {
      actor: ACTOR,
      correlationId: cause?.meta.correlationId ?? String(position),
      causationId: cause?.id ?? String(position),
      ...(cause?.meta.traceparent === undefined ? {} : { traceparent: cause.meta.traceparent }),
      reactsTo: position,
    };
  }

  private async flush(): Promise<void> {
    if (this.pending.length === 0) return;
    const requests = this.pending;
    const outcomes = await this.append(requests);
    this.pending = [];
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  }
}
