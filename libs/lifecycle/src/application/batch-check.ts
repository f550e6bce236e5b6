import { hash } from 'node:crypto';
import { recordedName, streamOf, subjectKind, type IncomingEvent } from '@bailiwick/contracts';
import type { Commit, EventStore } from '@bailiwick/event-store';
import type { Problem } from '@bailiwick/kernel';
import {
  idReusedProblem,
  MergeCycleError,
  RetractionOfRetractionError,
  WaitingFullError,
} from '../domain/lifecycle.errors.js';
import { sameContent } from '../domain/same-content.js';
import { identityOf, recordOf, type IncomingRecord } from '../domain/subject-event.js';
import { introduces, isKnown } from '../domain/subject-history.js';
import { findEvent, foundIn, recordIn } from './find-event.js';
import type { HistoriesAhead } from './histories-ahead.js';
import { idempotencyKey } from './idempotency-key.js';
import { refusalProblem } from './refusal.js';
import { mergedInto } from './survivors.js';
import type { WaitingList } from './waiting-list.js';
import type { WaitingLimits } from './waiting-room.js';

export interface CheckDependencies {
  readonly store: Pick<EventStore, 'findByKey' | 'findByKeys' | 'head'>;
  readonly histories: HistoriesAhead;
  readonly waiting: WaitingList;
  readonly limits: WaitingLimits;
}

/** Where an event stands in its input: a pointer, or file, line and column. */
export type Where = Pick<Problem, 'file' | 'line' | 'column' | 'pointer'>;

/** Looks for what would be refused in a whole input before anything of it is recorded. */
export class BatchCheck {
  /** What was added, by identity. */
  private readonly added = new Map<string, IncomingRecord | Digest>();
  private readonly retractions = new Set<string>();
  private readonly merges = new Map<string, string>();
  private readonly introduced = new Set<string>();
  private readonly perStream = new Map<string, number>();
  private logIsEmpty: boolean | undefined;
  /** What the log holds of the expected events, by their keys. */
  private recorded: ReadonlyMap<string, Commit> = new Map();

  /** @param held whether the input is held in memory anyway; else a digest is kept of each event, which costs time */
  constructor(
    private readonly deps: CheckDependencies,
    private readonly held: boolean,
  ) {}

  /** Looks up at once what the log holds of the events that are to be added next. */
  async expect(events: readonly IncomingEvent[]): Promise<void> {
    // A company's first import need not look every event up in an empty log; what a race adds, recording finds out.
    this.logIsEmpty ??= (await this.deps.store.head()).position === 0;
    if (!this.logIsEmpty) this.recorded = await this.deps.store.findByKeys(events.map(idempotencyKey));
  }

  /** What is wrong with one more of the expected events, given the log and the events before it in the input. */
  async add(event: IncomingEvent, where: Where): Promise<Problem[]> {
    const repeated = await this.identityProblem(event, where);
    if (repeated !== 'new') return repeated === 'repeat' ? [] : [repeated];
    try {
      if (event.type === 'account.merged')
        await this.demandNoCycle(event.data.accountId, event.data.intoAccountId);
      if (event.type === 'event.retracted') await this.demandNoRetraction(event.data);
    } catch (error) {
      return [{ ...refusalProblem(error), ...where }];
    }
    this.noteStream(event);
    return [];
  }

  /** What is wrong with the input as a whole: too many of its events would wait. */
  async finish(): Promise<Problem[]> {
    const { histories, waiting, limits } = this.deps;
    const problems: Problem[] = [];
    let total = 0;
    for (const [stream, count] of this.perStream) {
      if (this.introduced.has(stream) || isKnown(await histories.get(stream))) continue;
      total += count;
      if (count > limits.perSubject)
        problems.push(refusalProblem(new WaitingFullError(stream, limits.perSubject)));
    }
    if (total === 0) return problems;
    await waiting.catchUp();
    if (waiting.size + total > limits.total) {
      problems.push(refusalProblem(new WaitingFullError('unknown subjects', limits.total)));
    }
    return problems;
  }

  private async identityProblem(event: IncomingEvent, where: Where): Promise<Problem | 'repeat' | 'new'> {
    const record = recordOf(event);
    const identity = identityOf(event);
    const earlier = this.added.get(identity);
    if (earlier !== undefined)
      return isSame(earlier, record) ? 'repeat' : idReusedProblem(event.source, event.id, where);
    this.added.set(identity, this.held ? record : digestOf(record));
    if (event.type === 'event.retracted') this.retractions.add(identity);
    const first = this.recorded.size > 0 ? this.recorded.get(idempotencyKey(event)) : undefined;
    const commit = first && (await foundIn(this.deps.store, event, first)).commit;
    if (!commit) return 'new';
    return sameContent(recordIn(commit), record) ? 'repeat' : idReusedProblem(event.source, event.id, where);
  }

  private async demandNoCycle(accountId: string, into: string): Promise<void> {
    const chain: string[] = [];
    for (let next: string | undefined = into; next !== undefined && !chain.includes(next);) {
      chain.push(next);
      if (next === accountId) throw new MergeCycleError(accountId, chain);
      next = this.merges.get(next) ?? mergedInto(await this.deps.histories.get(streamOf('account', next)));
    }
    this.merges.set(accountId, into);
  }

  private async demandNoRetraction(target: { readonly source: string; readonly id: string }): Promise<void> {
    const { commit } = this.logIsEmpty ? {} : await findEvent(this.deps.store, target);
    const inLog = commit !== undefined && recordIn(commit).type === 'EventRetracted';
    if (inLog || this.retractions.has(identityOf(target))) {
      throw new RetractionOfRetractionError(target.source, target.id);
    }
  }

  private noteStream(event: IncomingEvent): void {
    const kind = subjectKind(event.type);
    if (kind === undefined || event.subject === undefined) return;
    const stream = streamOf(kind, event.subject);
    this.perStream.set(stream, (this.perStream.get(stream) ?? 0) + 1);
    if (introduces(recordedName(event.type))) this.introduced.add(stream);
  }
}

/** A hash of all that makes an event's content. */
type Digest = string;

function isSame(earlier: IncomingRecord | Digest, record: IncomingRecord): boolean {
  return typeof earlier === 'string' ? earlier === digestOf(record) : sameContent(earlier, record);
}

/** The parser puts fields in one order; only the names inside `attributes` come in the sender's. */
function digestOf(record: IncomingRecord): Digest {
  const { data } = record.data;
  // A replacer is called for every field there is; few events have attributes.
  const text = 'attributes' in data ? JSON.stringify(record, sortedAttributes) : JSON.stringify(record);
  return hash('sha256', text, 'base64');
}

function sortedAttributes(key: string, value: unknown): unknown {
  if (key !== 'attributes' || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
