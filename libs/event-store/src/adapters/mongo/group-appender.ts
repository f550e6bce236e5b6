import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Rng } from '@bailiwick/kernel';
import { isPrepared, recordBatch, type PreparedOutcome } from '../../domain/append-batch.js';
import type { PreparedAppend } from '../../domain/append-request.js';
import type { LogHead } from '../../domain/commit.js';
import type { StreamHead } from '../../domain/append-decision.js';
import type { AppendOutcome, BatchOptions } from '../../domain/event-store.port.js';
import { NoStream } from '../../domain/event-store.port.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { sha256 } from '../sha256.js';
import { toDocument } from './commit-document.js';
import type { MongoCollections } from './mongo-connection.js';
import { inPortTerms, isPassing, storeBusy, writtenBeforeDuplicate } from './mongo-errors.js';
import type { MongoReader } from './mongo-reader.js';
import { PlannedLog, type KnownLog } from './planned-log.js';
import { PoliteTurns } from './polite-turns.js';
import { StreamHeads } from './stream-heads.js';
import { WaitingAppend } from './waiting-append.js';

export interface GroupAppenderOptions {
  readonly commits: MongoCollections['commits'];
  readonly reader: MongoReader;
  readonly clock: Clock;
  /** Spreads the attempts of competing processes. */
  readonly jitter: Rng;
  /** How long, in ms, an append goes on pausing and trying again before it fails. */
  readonly busyTimeoutMs: number;
  /** Called with the position of the head after every durable write. */
  readonly onCommit: (position: number) => void;
}

/** What the database said of everything that some requests are about, and no more. */
interface Answer extends KnownLog {
  readonly streams: ReadonlyMap<string, StreamHead>;
}

interface Plan {
  readonly commits: readonly StoredCommit[];
  readonly outcomes: readonly (readonly AppendOutcome[])[];
}

interface Written {
  /** How many of the plan's commits, from the first on. */
  readonly count: number;
  /** Why it was not all of them, unless somebody else was faster. */
  readonly error?: unknown;
}

/** One insert holds this much at most: bounds memory, and how long one caller holds the others up. */
const MAX_COMMITS = 1_000;
const MAX_CHARACTERS = 8_000_000;
const MAX_PAUSE_MS = 16;

/**
 * One writer per process: everything that waits goes out together as one ordered insert after the head. It decides on
 * what it remembers; what would be refused, or turns out to be taken, is decided again on what the database says.
 */
export class GroupAppender {
  private readonly queue: WaitingAppend[] = [];
  private readonly streams = new StreamHeads();
  /** Of the last durable write, unless something went wrong since. */
  private head: LogHead | undefined;
  private draining: Promise<void> | undefined;

  private readonly turns: PoliteTurns;

  constructor(private readonly options: GroupAppenderOptions) {
    this.turns = new PoliteTurns(options.clock);
  }

  /** Resolves when what could be recorded is durable. */
  append(
    requests: readonly PreparedOutcome[],
    { atPosition, fence }: BatchOptions,
  ): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      this.queue.push(new WaitingAppend(requests, atPosition, fence, resolve, reject));
      this.draining ??= this.drain();
    });
  }

  /** Finishes what was accepted. */
  async finish(): Promise<void> {
    await this.draining;
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      // Everything that this turn of the event loop still wants to write joins the insert.
      await nextTurn();
      const pause = this.turns.pause();
      if (pause > 0) await sleep(pause);
      await this.record(this.takeGroup());
    }
    this.draining = undefined;
  }

  private takeGroup(): readonly WaitingAppend[] {
    let commits = 0;
    let characters = 0;
    const full = this.queue.findIndex(({ open, size }, i) => {
      commits += open.length;
      characters += size;
      return i > 0 && (commits > MAX_COMMITS || characters > MAX_CHARACTERS);
    });
    return this.queue.splice(0, full < 0 ? this.queue.length : full);
  }

  private async record(group: readonly WaitingAppend[]): Promise<void> {
    let open = group;
    try {
      let plan = await this.planOnMemory(open);
      let known: Answer | undefined;
      for (let waited = 0, attempt = 0; open.length > 0; attempt++) {
        plan ??= this.decide(open, (known = await this.know(open, known)));
        const written = await this.write(plan.commits);
        open = settle(open, plan, written.count);
        if (open.length === 0) return;
        if (written.error !== undefined && !isPassing(written.error)) throw written.error;
        if (waited >= this.options.busyTimeoutMs) throw written.error ?? storeBusy();
        const pause = this.pause(attempt);
        waited += pause;
        plan = undefined;
        await sleep(pause);
      }
    } catch (error) {
      this.head = undefined;
      const reported = inPortTerms(error);
      for (const waiting of open) waiting.fail(reported);
    }
  }

  /** Decides without asking the database where it can; `undefined` when something would be refused. */
  private async planOnMemory(open: readonly WaitingAppend[]): Promise<Plan | undefined> {
    const unknown = requestsOf(open)
      .filter(({ stream, expectedVersion }) => !expectsNoStream(expectedVersion) && !this.streams.get(stream))
      .map(({ stream }) => stream);
    const head = this.head ?? (await this.options.reader.head());
    await this.learn(unknown, open);
    const plan = this.decide(open, { head, streams: this.streams, keys: new Map() });
    return plan.outcomes.flat().every((outcome) => outcome.ok) ? plan : undefined;
  }

  /**
   * What the database says of everything that these are about.
   * @param before what it said when the last attempt was made: then only what was recorded since is read, which others
   *   have less time to outrun
   */
  private async know(open: readonly WaitingAppend[], before: Answer | undefined): Promise<Answer> {
    const { reader } = this.options;
    const since = before && (await reader.storedAfter(before.head.position));
    if (since) return withCommits(before, since);
    const requests = requestsOf(open);
    const head = await reader.head();
    if (this.head && head.position > this.head.position) this.turns.sawOthers();
    const streams = await this.learn(
      requests.map(({ stream }) => stream),
      open,
    );
    // After the versions were read: the commit that moved a version is then seen by its key as well.
    const keys = await reader.storedByKeys([...new Set(requests.map(({ key }) => key))]);
    return { head, streams, keys };
  }

  /**
   * The heads of these streams and of the fences, whatever is remembered of those. To be asked for when the head of
   * the log is known: what moves a fence later takes the position after it.
   */
  private async learn(
    streams: readonly string[],
    open: readonly WaitingAppend[],
  ): Promise<ReadonlyMap<string, StreamHead>> {
    const fences = open.flatMap(({ fence }) => fence?.stream ?? []);
    const found = await this.options.reader.streamHeads([...new Set([...streams, ...fences])]);
    this.streams.remember(found);
    return found;
  }

  private decide(open: readonly WaitingAppend[], known: KnownLog): Plan {
    const log = new PlannedLog(known);
    const now = this.options.clock.now();
    const outcomes = open.map(({ open: requests, atPosition, fence }) =>
      recordBatch(log, requests, { now, sha256, atPosition, fence }),
    );
    return { commits: log.commits, outcomes };
  }

  private async write(commits: readonly StoredCommit[]): Promise<Written> {
    if (commits.length === 0) return { count: 0 };
    const { clock } = this.options;
    const began = clock.monotonic();
    try {
      await this.options.commits.insertMany(commits.map(toDocument), { ordered: true });
    } catch (error) {
      this.head = undefined;
      const count = writtenBeforeDuplicate(error);
      if (count !== undefined) {
        this.turns.sawOthers();
        return { count };
      }
      return { count: await this.options.reader.countRecorded(commits).catch(() => 0), error };
    }
    this.turns.wrote(clock.monotonic() - began);
    this.head = commits.at(-1)!;
    this.streams.remember(commits.map((commit) => [commit.stream, commit]));
    this.options.onCommit(this.head.position);
    return { count: commits.length };
  }

  private pause(attempt: number): number {
    return 1 + this.options.jitter.next() * Math.min(MAX_PAUSE_MS, 2 ** attempt);
  }
}

function withCommits({ head, streams, keys }: Answer, since: readonly StoredCommit[]): Answer {
  return {
    head: since.at(-1) ?? head,
    streams: new Map([...streams, ...since.map((commit) => [commit.stream, commit] as const)]),
    keys: new Map([...keys, ...since.map((commit) => [commit.key, commit] as const)]),
  };
}

/** Answers whoever is done; what rests on an unwritten commit is open again. @returns those who go on waiting */
function settle(open: readonly WaitingAppend[], plan: Plan, count: number): readonly WaitingAppend[] {
  const last = plan.commits[count - 1]?.position ?? (plan.commits[0]?.position ?? Infinity) - 1;
  const done = open.findIndex((waiting, i) => !waiting.take(plan.outcomes[i]!, last));
  return done < 0 ? [] : open.slice(done);
}

function requestsOf(open: readonly WaitingAppend[]): readonly PreparedAppend[] {
  return open.flatMap(({ open: requests }) => requests.filter(isPrepared));
}

function expectsNoStream(expected: PreparedAppend['expectedVersion']): boolean {
  return expected === NoStream || expected === 0;
}
