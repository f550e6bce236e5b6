import { incomingTypeOf, parseStream, type Policy, type TierOverriddenData } from '@bailiwick/contracts';
import type { CsmId, Steps } from '@bailiwick/kernel';
import { deferredTo, type AccountState, type SubjectEvent } from '@bailiwick/lifecycle';
import { LiveBook } from '@bailiwick/planning';
import { FamilyTotals } from '@bailiwick/tiering';
import { aeRecord, type CsmState, csmRecord } from '@bailiwick/workforce';
import { aeNow, csmNow, familyPartNow, recordNow } from './company-view.js';
import { decideDeparture } from './departure.reaction.js';
import { watchLoad } from './overload.reaction.js';
import { reactToOwner } from './ownership.reaction.js';
import { place, retryUnplaced } from './placement.reaction.js';
import type { ProcessState } from './process-state.js';
import { type Proposal, propose } from './proposal.js';
import type { Reaction, Recorder, Trigger } from './reaction.js';
import type { TierRules } from './tier-rules.js';
import { reactToTier } from './tiering.reaction.js';
import { dayAfter, dayTimer, effectTimer, overrideTimer, readTimer } from './timers.js';

/** A few milliseconds of work. */
const ROWS_A_STEP = 50;
const PEOPLE_A_STEP = 20;

export interface ReactorDependencies {
  readonly state: ProcessState;
  /** In force at the position of the state. */
  readonly rules: TierRules;
  readonly record: Recorder;
  /** Documents by content: gives the hash of a text, and records it with the step's reactions. */
  readonly storeText: (text: string) => string;
}

/**
 * The process managers of territories as one deterministic machine over the log: what happens to accounts, CSMs and
 * AEs, and the passing of time, leads to tiers, owners and placements. Reads no clock, waits for nothing.
 */
export class Reactor {
  /** The rule set in force. */
  rules: TierRules;
  private warm: LiveBook;
  /** Kept where the rules ask for what a family amounts to. */
  private families: FamilyTotals | undefined;
  /** CSMs as they are now, by id, each worked out when it is asked for first. */
  private readonly csms = new Map<string, CsmState | undefined>();
  /** CSMs that have more room, or may serve others, since the step began. */
  private readonly freed = new Set<string>();
  /** CSMs whose load, or room, may be another since the step began. */
  private readonly loaded = new Set<CsmId>();
  /** Rows of accounts that changed, to be reacted to in this step. */
  private readonly changed = new Set<number>();
  /** Rows of accounts in whose family something changed. */
  private readonly related = new Set<number>();
  /** Plans that were decided on in this step. */
  private proposals: Proposal[] = [];

  constructor(readonly deps: ReactorDependencies) {
    this.rules = deps.rules;
    this.warm = this.liveBook();
  }

  /** Warms the live book up, some of it at each step; to be finished before anything is reacted to. */
  *warmUp(former = this.rules): Generator<void> {
    const { book, policy } = this.state;
    yield* this.introducePeople();
    const { table } = book;
    const needed = this.rules.needsFamilyArr || former.needsFamilyArr;
    this.families = needed ? new FamilyTotals() : undefined;
    for (let row = 0; row < table.rows; row++) {
      const account = table.read(row);
      if (account.known) {
        this.sync(account);
        this.families?.add(familyPartNow(account, policy));
      }
      if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
  }

  /** The warm problem as of today: what a placement is priced by. */
  get live(): LiveBook {
    this.warm.setDay(this.state.day);
    return this.warm;
  }

  get state(): ProcessState {
    return this.deps.state;
  }

  /** Reacts to what the events of a commit changed; the book has folded them. Large families take several steps. */
  *afterEvents(stream: string, events: readonly SubjectEvent[], trigger: Trigger): Generator<void> {
    this.watchDeferred(stream, events);
    const subject = parseStream(stream);
    if (subject?.kind === 'csm') this.csmChanged(subject.id, trigger);
    if (subject?.kind === 'ae') this.aeChanged(subject.id);
    yield* this.accountsChanged(trigger);
    this.endStep(trigger);
  }

  /** Reacts to a timer that is due, in steps as well. */
  *onTimer(timerId: string): Generator<void> {
    const timer = readTimer(timerId);
    if (!timer) return;
    const trigger: Trigger = { key: timerId, type: `timer.${timer.kind}`, causedBy: null };
    const { kind, subject } = timer;
    this.followFamilies();
    if (kind === 'tier' || kind === 'override') this.touchAccount(subject, trigger);
    else if (kind === 'left') this.departed(subject, trigger);
    else if (kind === 'leave') this.csmChanged(subject, trigger);
    else if (kind === 'effect') this.effective(subject, trigger);
    else this.freeAll();
    yield* this.accountsChanged(trigger);
    this.endStep(trigger);
  }

  /** Puts a policy in force, in steps as `activateRules`. */
  *activatePolicy(policy: Policy, trigger: Trigger): Generator<void> {
    this.state.policy = policy;
    this.warm = this.liveBook();
    yield* this.warmUp();
    this.freeAll();
    this.endStep(trigger);
  }

  /**
   * Puts a rule set in force: every account is looked at again, some at each step; to be finished before
   * anything else is reacted to.
   */
  *activateRules(rules: TierRules, trigger: Trigger): Generator<void> {
    const former = this.rules;
    this.rules = rules;
    this.warm = this.liveBook();
    yield* this.warmUp(former);
    const { table } = this.state.book;
    for (let row = 0; row < table.rows; row++) {
      this.react(table.read(row), { ...trigger, former });
      if (row % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
    }
    if (!rules.needsFamilyArr) this.families = undefined;
    this.freeAll();
    this.endStep(trigger);
  }

  /** Somebody decided on an account's tier, or took that back (`undefined`). */
  overrideTier(accountId: string, override: TierOverriddenData | undefined, trigger: Trigger): void {
    const { overrides, timers } = this.state;
    const before = overrides.get(accountId);
    if (before) timers.cancel(overrideTimer(Date.parse(before.expiresAt), accountId).timerId);
    if (override) {
      overrides.set(accountId, override);
      timers.schedule(overrideTimer(Date.parse(override.expiresAt), accountId));
    } else overrides.delete(accountId);
    this.touchAccount(accountId, trigger);
  }

  /**
   * Gives the room that came to be to who waits for it. A step that leaves something behind would be forgotten by a
   * process that starts from a snapshot.
   */
  endStep(trigger: Trigger): void {
    for (const csmId of this.loaded) watchLoad(this, csmId, trigger);
    this.loaded.clear();
    retryUnplaced(this, this.freed, trigger);
    this.freed.clear();
    // What the step itself decided was reacted to as it was decided.
    this.state.book.takeTouched();
  }

  /** To be proposed when the rest of the step is done: whoever is placed by it is where they are. */
  propose(proposal: Proposal): void {
    this.proposals.push(proposal);
  }

  /** Proposes what was decided on; to be finished after everything that is reacted to, before anything else is. */
  *proposePlans(): Steps<void> {
    const { proposals } = this;
    this.proposals = [];
    for (const proposal of proposals) yield* propose(this, proposal);
  }

  /** Makes a commit: it counts from here on. */
  commit(reaction: Reaction): void {
    this.state.absorb(reaction.stream, this.deps.record(reaction));
  }

  /** Brings what the live book knows of an account in step. */
  sync(account: AccountState): void {
    const { live, state } = this;
    const parent = account.status === 'merged' ? account.mergedInto : account.parentId;
    live.setParent(account.accountId, parent);
    const { tier } = account;
    if (account.status === 'active' && tier !== undefined && this.rules.has(tier))
      live.upsertAccount(recordNow(account, state.policy), tier);
    else live.removeAccount(account.accountId);
  }

  /** Reads an account of which an assignment was made just now. */
  resync(accountId: string): void {
    const account = this.account(accountId);
    if (account) this.sync(account);
  }

  readonly account = (accountId: string): AccountState | undefined => {
    const { table } = this.state.book;
    const row = table.rowOf(accountId);
    return row === undefined ? undefined : table.read(row);
  };

  /** The CSM as things are now; `undefined` when not introduced. */
  csm(csmId: string): CsmState | undefined {
    if (this.csms.has(csmId)) return this.csms.get(csmId);
    const state = csmNow(this.state, csmId);
    this.csms.set(csmId, state);
    return state;
  }

  /** This CSM has room that it did not have. */
  free(csmId: string | null | undefined): void {
    if (csmId) this.freed.add(csmId);
  }

  /** The ARR of the account's family; `undefined` where the rules do not ask for it. */
  familyArrOf(accountId: string): number | undefined {
    return this.families?.arrOf(accountId);
  }

  private *accountsChanged(trigger: Trigger): Generator<void> {
    this.followFamilies();
    const { table } = this.state.book;
    const rows = [...new Set([...this.changed, ...this.related])].sort((a, b) => a - b);
    for (const [i, row] of rows.entries()) {
      if (i % ROWS_A_STEP === ROWS_A_STEP - 1) yield;
      if (this.changed.has(row)) this.react(table.read(row), trigger);
      else this.reactToFamily(table.read(row), trigger);
    }
    this.changed.clear();
    this.related.clear();
  }

  /** Families come first: every tier of a step is decided by what all changes of the step have made of them. */
  private followFamilies(): void {
    const { book, policy } = this.state;
    for (const row of book.takeTouched()) {
      this.changed.add(row);
      const account = this.families && book.table.read(row);
      if (!account?.known) continue;
      for (const id of this.families!.change(familyPartNow(account, policy))) {
        const relative = book.table.rowOf(id);
        if (relative !== undefined) this.related.add(relative);
      }
    }
  }

  private touchAccount(accountId: string, trigger: Trigger): void {
    const account = this.account(accountId);
    if (account) this.react(account, trigger);
  }

  /** Tier first, then who owns it, then, where nobody does, who could. */
  private react(before: AccountState, trigger: Trigger): void {
    if (!before.known) return;
    const tiered = reactToTier(this, before, trigger) ? this.account(before.accountId)! : before;
    // Where rules came into force, all that stayed as it was has just been synced.
    this.reactTiered(tiered, trigger, trigger.former && before);
  }

  /** Of the account itself nothing changed: where it keeps its tier, everything stays as it is. */
  private reactToFamily(before: AccountState, trigger: Trigger): void {
    if (before.known && reactToTier(this, before, trigger))
      this.reactTiered(this.account(before.accountId)!, trigger);
  }

  private reactTiered(tiered: AccountState, trigger: Trigger, synced?: AccountState): void {
    const { accountId } = tiered;
    const owned = reactToOwner(this, tiered, trigger);
    const account = owned ? this.account(accountId)! : tiered;
    if (account !== synced) this.sync(account);
    if (account.status === 'active' && this.state.ownerOf(accountId).to === null)
      place(this, account, trigger);
    else this.state.unplaced.delete(accountId);
    if (account.csmId) this.loaded.add(account.csmId);
  }

  private csmChanged(csmId: string, trigger: Trigger): void {
    this.csms.delete(csmId);
    const csm = this.csm(csmId);
    if (!csm) return this.live.removeCsm(csmId);
    this.live.upsertCsm(csmRecord(csm));
    this.free(csmId);
    const days = csm.leaves.flatMap(({ from, to }) => [from, dayAfter(to)]);
    if (csm.startDate) days.push(csm.startDate);
    const { day, timers } = this.state;
    for (const at of days) if (at > day) timers.schedule(dayTimer('leave', at, csmId));
    if (csm.endDate && dayAfter(csm.endDate) > day)
      timers.schedule(dayTimer('left', dayAfter(csm.endDate), csmId));
    else if (csm.endDate) this.departed(csmId, trigger);
    for (const id of this.state.accountsOf(csmId)) reactToOwner(this, this.account(id)!, trigger);
    this.loaded.add(csmId as CsmId);
  }

  private departed(csmId: string, trigger: Trigger): void {
    const csm = this.csm(csmId);
    if (!csm?.endDate || csm.endDate >= this.state.day) return;
    decideDeparture(this, csmId as CsmId, csm.endDate, trigger);
  }

  private aeChanged(aeId: string): void {
    const ae = aeNow(this.state, aeId);
    if (ae) this.live.upsertAe(aeRecord(ae));
  }

  private effective(stream: string, trigger: Trigger): void {
    const subject = parseStream(stream);
    if (subject?.kind === 'csm') this.csmChanged(subject.id, trigger);
    if (subject?.kind === 'ae') this.aeChanged(subject.id);
  }

  private watchDeferred(stream: string, events: readonly SubjectEvent[]): void {
    for (const event of events) {
      if (incomingTypeOf(event.type) === undefined) continue;
      const moment = deferredTo(event);
      const ms = moment === undefined ? 0 : Date.parse(moment);
      if (ms > this.state.time) this.state.timers.schedule(effectTimer(ms, stream));
    }
  }

  private freeAll(): void {
    for (const id of this.state.book.csms.keys()) this.freed.add(id);
  }

  /** One that knows nobody yet: `warmUp` tells it. */
  private liveBook(): LiveBook {
    const { state, rules } = this;
    return new LiveBook({ policy: state.policy, tiers: rules.tiers, asOf: state.day });
  }

  private *introducePeople(): Generator<void> {
    const { csms, aes } = this.state.book;
    let known = 0;
    for (const id of csms.keys()) {
      const csm = this.csm(id);
      if (csm) this.warm.upsertCsm(csmRecord(csm));
      if (++known % PEOPLE_A_STEP === 0) yield;
    }
    for (const id of aes.keys()) {
      this.aeChanged(id);
      if (++known % PEOPLE_A_STEP === 0) yield;
    }
  }
}
