import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Rng } from '@bailiwick/kernel';
import { isPrepared, recordBatch, type PreparedOutcome } from '../../domain/append-batch.js';
import type { PreparedAppend } from '../../domain/append-request.js';
import type { LogHead } from '../../domain/commit.js';
import type { AppendOutcome } from '../../domain/event-store.port.js';
import { NoStream } from '../../domain/event-store.port.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { sha256 } from '../sha256.js';
import { toDocument } from './commit-document.js';
import type { MongoCollections } from './mongo-connection.js';
import { inPortTerms, isPassing, storeBusy, writtenBeforeDuplicate } from './mongo-errors.js';
import type { MongoReader } from './mongo-reader.js';
import { PlannedLog, type KnownLog } from './planned-log.js';
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
const MAX_PAUSE_MS = 64;

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

  constructor(private readonly options: GroupAppenderOptions) {}

  /** Resolves when what could be recorded is durable. */
  append(requests: readonly PreparedOutcome[], atPosition: number | undefined): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      this.queue.push(new WaitingAppend(requests, atPosition, resolve, reject));
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
      let remembered = true;
      for (let waited = 0, attempt = 0; open.length > 0; attempt++) {
        const plan = (remembered ? await this.planOnMemory(open) : undefined) ?? (await this.plan(open));
        remembered = false;
        const written = await this.write(plan.commits);
        open = settle(open, plan, written.count);
        if (open.length === 0) return;
        if (written.error !== undefined && !isPassing(written.error)) throw written.error;
        if (waited >= this.options.busyTimeoutMs) throw written.error ?? storeBusy();
        const pause = this.pause(attempt);
        waited += pause;
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
    const [head, found] = await Promise.all([
      this.head ?? this.options.reader.head(),
      this.options.reader.streamHeads([...new Set(unknown)]),
    ]);
    this.streams.remember(found);
    const plan = this.decide(open, { head, streams: this.streams, keys: new Map() });
    return plan.outcomes.flat().every((outcome) => outcome.ok) ? plan : undefined;
  }

  private async plan(open: readonly WaitingAppend[]): Promise<Plan> {
    const { reader } = this.options;
    const requests = requestsOf(open);
    const [head, streams] = await Promise.all([
      reader.head(),
      reader.streamHeads([...new Set(requests.map(({ stream }) => stream))]),
    ]);
    this.streams.remember(streams);
    // After the versions were read: the commit that moved a version is then seen by its key as well.
    const keys = await reader.storedByKeys([...new Set(requests.map(({ key }) => key))]);
    return this.decide(open, { head, streams, keys });
  }

  private decide(open: readonly WaitingAppend[], known: KnownLog): Plan {
    const log = new PlannedLog(known);
    const now = this.options.clock.now();
    const outcomes = open.map(({ open: requests, atPosition }) =>
      recordBatch(log, requests, { now, sha256, atPosition }),
    );
    return { commits: log.commits, outcomes };
  }

  private async write(commits: readonly StoredCommit[]): Promise<Written> {
    if (commits.length === 0) return { count: 0 };
    try {
      await this.options.commits.insertMany(commits.map(toDocument), { ordered: true });
    } catch (error) {
      this.head = undefined;
      const count = writtenBeforeDuplicate(error);
      if (count !== undefined) return { count };
      return { count: await this.options.reader.countRecorded(commits).catch(() => 0), error };
    }
    this.head = commits.at(-1)!;
    this.streams.remember(commits.map((commit) => [commit.stream, commit]));
    this.options.onCommit(this.head.position);
    return { count: commits.length };
  }

  private pause(attempt: number): number {
    return 1 + this.options.jitter.next() * Math.min(MAX_PAUSE_MS, 2 ** attempt);
  }
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
