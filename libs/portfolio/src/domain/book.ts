import { parseStream, type SubjectKind } from '@bailiwick/contracts';
import {
  deferredTo,
  effectMs,
  emptyHistory,
  accountChanges,
  foldAccount,
  historyOf,
  isIncoming,
  liveEvents,
  NO_CHANGES,
  subjectEvents,
  unknownAccount,
  withTransfers,
  type AccountState,
  type EffectFilter,
  type SubjectEvent,
  type SubjectHistory,
} from '@bailiwick/lifecycle';
import { AccountTable } from './account-table.js';
import { concerns, isDeferredBeyond, PatchTransfers, transfersIn, type Transfer } from './patch-transfers.js';

/** What the book needs of a commit of the log. */
export interface BookCommit {
  readonly position: number;
  readonly stream: string;
  readonly recordedAt: number;
  readonly events: readonly { readonly type: string; readonly data: unknown }[];
}

/** What a book was when it was put aside, without its table. */
export interface BookMemory {
  readonly position: number;
  readonly time: number;
  readonly csms: ReadonlyMap<string, SubjectHistory>;
  readonly aes: ReadonlyMap<string, SubjectHistory>;
  /** The rows with deferred events, each with the moment of the next. */
  readonly due: readonly (readonly [row: number, ms: number])[];
}

const NOTHING: BookMemory = { position: 0, time: 0, csms: new Map(), aes: new Map(), due: [] };

/**
 * The book of business: what a prefix of the log says about every account, CSM and AE.
 *
 * An event that works after all that its account's row holds is folded into the row. Any other (late, taken back,
 * overtaken by the transfer of a patch) makes the row stale, to be folded anew from the account's history.
 */
export class Book {
  /** The last position folded in. */
  position: number;
  /** The time of the log, ms: deferred events up to here have taken effect. */
  time: number;
  readonly csms: Map<string, SubjectHistory>;
  readonly aes: Map<string, SubjectHistory>;
  /** Rows to `refold` before they are read. */
  readonly stale = new Set<number>();
  private readonly touched = new Set<number>();
  private readonly due: Map<number, number>;
  private nextDue: number;
  private readonly transfers = new PatchTransfers();

  constructor(
    readonly table = new AccountTable(),
    memory = NOTHING,
  ) {
    this.position = memory.position;
    this.time = memory.time;
    this.csms = new Map(memory.csms);
    this.aes = new Map(memory.aes);
    this.due = new Map(memory.due);
    this.nextDue = Math.min(Infinity, ...this.due.values());
    this.transfers.update(this.aes.values(), this.time);
  }

  /** Folds the next commit of the log in. */
  apply(commit: BookCommit): void {
    this.position = commit.position;
    this.time = Math.max(this.time, commit.recordedAt);
    if (this.time >= this.nextDue) this.wakeDue();
    if (this.time >= this.transfers.due) this.followTransfers();
    const subject = parseStream(commit.stream);
    if (!subject) return;
    // A row does not care for an event's place in the log, only a history does.
    if (subject.kind === 'account')
      this.applyToAccount(this.rowFor(subject.id), commit.events as readonly SubjectEvent[]);
    else this.applyToPerson(subject.kind, subject.id, subjectEvents(commit));
  }

  /** Folds a row anew. @param history all that the log holds of the account up to `position` */
  refold(row: number, history: SubjectHistory): void {
    const live = liveEvents(history, { deferredUpTo: this.time });
    const events = withTransfers(live, this.transfers.list);
    const state = { ...unknownAccount(this.table.idOf(row)) };
    let effective: number | undefined;
    for (const event of events) {
      const changes = accountChanges(state, event);
      if (changes !== NO_CHANGES || event.type !== 'AePatchTransferred') effective = effectMs(event);
      Object.assign(state, changes);
    }
    this.table.write(row, state);
    this.table.effective.set(row, effective);
    const deferred = liveEvents(history).filter((event) => isDeferredBeyond(event, this.time));
    this.setDue(row, deferred[0] && effectMs(deferred[0]));
    this.stale.delete(row);
    this.touched.add(row);
  }

  /** The rows that were folded since this was asked last, in the order in which they came to be known. */
  takeTouched(): readonly number[] {
    const rows = [...this.touched].sort((a, b) => a - b);
    this.touched.clear();
    return rows;
  }

  /** The moment of the next deferred event that this book holds, ms; Infinity without one. */
  get nextDeferred(): number {
    return Math.min(this.nextDue, this.transfers.due);
  }

  /** True when what the row holds was so at the moment `at` (ms) too. */
  holdsAt(row: number, at: number): boolean {
    if (at >= Math.min(this.due.get(row) ?? Infinity, this.transfers.due)) return false;
    return (this.table.effective.get(row) ?? -Infinity) <= at;
  }

  /** An account as of a moment. @param history all that is known of the account, as known then */
  stateAt(row: number, history: SubjectHistory, filter: EffectFilter, aes = this.aes.values()): AccountState {
    return foldAccount(
      this.table.idOf(row),
      withTransfers(liveEvents(history, filter), transfersIn(aes, filter)),
    );
  }

  /** What must be kept besides the table to go on from here. Call it only while no row is stale. */
  memory(): BookMemory {
    const { position, time, csms, aes } = this;
    return { position, time, csms, aes, due: [...this.due] };
  }

  private rowFor(accountId: string): number {
    const known = this.table.rowOf(accountId);
    if (known !== undefined) return known;
    const row = this.table.rowFor(accountId);
    this.table.write(row, unknownAccount(this.table.idOf(row)));
    return row;
  }

  private applyToAccount(row: number, events: readonly SubjectEvent[]): void {
    for (const event of events) {
      if (this.stale.has(row)) return;
      const ms = effectMs(event);
      if (event.type === 'EventRetracted') this.stale.add(row);
      else if (ms > this.time && deferredTo(event) !== undefined)
        this.setDue(row, Math.min(this.due.get(row) ?? Infinity, ms));
      else if (this.worksLast(row, event, ms)) this.fold(row, event, ms);
      else this.stale.add(row);
    }
  }

  private fold(row: number, event: SubjectEvent, ms: number): void {
    this.table.change(row, accountChanges(this.table.basisOf(row), event));
    this.table.effective.set(row, ms);
    this.touched.add(row);
  }

  /** At the same moment our own decisions work last, in the order of the log; transfers do not concern them. */
  private worksLast(row: number, event: SubjectEvent, ms: number): boolean {
    const latest = this.table.effective.get(row) ?? -Infinity;
    return isIncoming(event) ? ms > Math.max(latest, this.transfers.latest) : ms >= latest;
  }

  private setDue(row: number, ms: number | undefined): void {
    if (ms === undefined) this.due.delete(row);
    else this.due.set(row, ms);
    if (ms !== undefined && ms < this.nextDue) this.nextDue = ms;
  }

  private wakeDue(): void {
    for (const [row, ms] of this.due) {
      if (ms > this.time) continue;
      this.stale.add(row);
      this.due.delete(row);
    }
    this.nextDue = Math.min(Infinity, ...this.due.values());
  }

  private applyToPerson(
    kind: Exclude<SubjectKind, 'account'>,
    id: string,
    events: readonly SubjectEvent[],
  ): void {
    const people = kind === 'csm' ? this.csms : this.aes;
    people.set(id, historyOf(events, people.get(id) ?? emptyHistory));
    const moves = events.some(({ type }) => type === 'AePatchTransferred' || type === 'EventRetracted');
    if (kind === 'ae' && moves) this.followTransfers();
  }

  private followTransfers(): void {
    const { added, removed } = this.transfers.update(this.aes.values(), this.time);
    const [only] = added;
    if (only && added.length === 1 && removed.length === 0 && only === this.transfers.list.at(-1))
      this.transfer(only);
    else for (const transfer of [...added, ...removed]) this.makeStale(transfer);
  }

  /** The latest transfer moves the accounts that are that AE's now; what happened to others since then is looked up. */
  private transfer(transfer: Transfer): void {
    const { data } = transfer.data;
    const ms = effectMs(transfer);
    for (let row = 0; row < this.table.rows; row++) {
      if (!concerns(data, this.table.idOf(row)) || this.stale.has(row)) continue;
      if ((this.table.effective.get(row) ?? -Infinity) >= ms) this.stale.add(row);
      else if (this.table.columns.aeId.get(row) === data.fromAeId) this.fold(row, transfer, ms);
    }
  }

  private makeStale({ data: { data } }: Transfer): void {
    for (let row = 0; row < this.table.rows; row++) {
      if (concerns(data, this.table.idOf(row))) this.stale.add(row);
    }
  }
}
