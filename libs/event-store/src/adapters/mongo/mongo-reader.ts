import type { StreamHead } from '../../domain/append-decision.js';
import { GENESIS, type Commit, type LogHead } from '../../domain/commit.js';
import { LogHoleError } from '../../domain/event-store.errors.js';
import type { ReadOptions } from '../../domain/event-store.port.js';
import type { StoredCommit } from '../../domain/stored-commit.js';
import { toCommit, toStoredCommit, type CommitDocument } from './commit-document.js';
import type { MongoCollections } from './mongo-connection.js';
import { isRefused } from './mongo-errors.js';

/** Commits asked for at a time; an answer of the server has 16 MB at most, and that is what memory holds. */
const PAGE_COMMITS = 500;
const BY_POSITION = { _id: 1 } as const;

type Commits = MongoCollections['commits'];
type Filter = NonNullable<Parameters<Commits['find']>[0]>;

/** Reads the log page by page. */
export class MongoReader {
  /** Compatible servers may lack what it takes to ask for many streams at once. */
  private groups = true;

  constructor(private readonly commits: Commits) {}

  async head(): Promise<LogHead> {
    const options = { sort: { _id: -1 }, projection: { h: 1, t: 1 } } as const;
    const found = await this.commits.findOne({}, options);
    return found
      ? { position: Number(found._id), hash: found.h.own, recordedAt: found.t.getTime() }
      : GENESIS;
  }

  async position(): Promise<number> {
    const found = await this.commits.findOne({}, { sort: { _id: -1 }, projection: { _id: 1 } });
    return found ? Number(found._id) : 0;
  }

  async streamHead(stream: string): Promise<StreamHead | undefined> {
    const options = { sort: { n: -1 }, projection: { n: 1, to: 1 } } as const;
    const found = await this.commits.findOne({ s: stream }, options);
    return found ? { n: found.n, to: found.to } : undefined;
  }

  /** The last commits of those streams that are there. */
  async streamHeads(streams: readonly string[]): Promise<ReadonlyMap<string, StreamHead>> {
    if (streams.length > 1 && this.groups) {
      try {
        return await this.groupedHeads(streams);
      } catch (error) {
        if (!isRefused(error)) throw error;
        this.groups = false;
      }
    }
    const heads = await Promise.all(streams.map((stream) => this.streamHead(stream)));
    return new Map(streams.flatMap((stream, i) => (heads[i] ? [[stream, heads[i]]] : [])));
  }

  private async groupedHeads(streams: readonly string[]): Promise<ReadonlyMap<string, StreamHead>> {
    const heads = await this.commits
      .aggregate<StreamHead & { readonly _id: string }>([
        { $match: { s: { $in: streams } } },
        { $sort: { s: -1, n: -1 } },
        { $group: { _id: '$s', n: { $first: '$n' }, to: { $first: '$to' } } },
      ])
      .toArray();
    return new Map(heads.map(({ _id, n, to }) => [_id, { n, to }]));
  }

  async byKeys(keys: readonly string[]): Promise<Map<string, Commit>> {
    const found = await this.documentsByKeys(keys);
    return new Map(found.map((document) => [document.k, toCommit(document)]));
  }

  async storedByKeys(keys: readonly string[]): Promise<Map<string, StoredCommit>> {
    const found = await this.documentsByKeys(keys);
    return new Map(found.map((document) => [document.k, toStoredCommit(document)]));
  }

  async byKey(key: string): Promise<Commit | undefined> {
    const found = await this.commits.findOne({ k: key });
    return found ? toCommit(found) : undefined;
  }

  async at(position: number): Promise<StoredCommit | undefined> {
    const found = await this.commits.findOne({ _id: BigInt(position) });
    return found ? toStoredCommit(found) : undefined;
  }

  /** How many of these commits, from the first on, are in the log as they are here. */
  async countRecorded(commits: readonly StoredCommit[]): Promise<number> {
    const range = { $gte: BigInt(commits[0]!.position), $lte: BigInt(commits.at(-1)!.position) };
    const found = await this.commits
      .find({ _id: range }, { sort: BY_POSITION, projection: { h: 1 } })
      .toArray();
    const other = commits.findIndex(({ hash }, i) => found[i]?.h.own !== hash);
    return other < 0 ? commits.length : other;
  }

  /** @throws LogHoleError after everything before the hole was given out */
  async *pages(
    afterPosition: number,
    { limit = Infinity, upTo }: ReadOptions,
  ): AsyncGenerator<readonly Commit[]> {
    const last = BigInt(Math.max(0, Math.min(upTo ?? Infinity, Number.MAX_SAFE_INTEGER)));
    let position = afterPosition;
    let missing: number | undefined;
    while (limit > 0) {
      const found = await this.page({ _id: { $gt: BigInt(position), $lte: last } }, BY_POSITION, limit);
      if (found.length === 0) return;
      const whole = contiguous(found, position);
      if (whole.length > 0) yield whole.map(toCommit);
      position += whole.length;
      limit -= whole.length;
      if (whole.length === found.length) continue;
      // A server without snapshots may pass by a commit that is recorded while it reads: a hole is missing twice.
      if (missing === position + 1) throw new LogHoleError(missing);
      missing = position + 1;
    }
  }

  async *stream(stream: string, afterVersion: number): AsyncGenerator<Commit> {
    for (let version = afterVersion; ;) {
      const found = await this.page({ s: stream, to: { $gt: version } }, { to: 1 });
      if (found.length === 0) return;
      yield* found.map(toCommit);
      version = found.at(-1)!.to;
    }
  }

  /** What was recorded after a position, without a hole; `undefined` when that is much. */
  async storedAfter(position: number): Promise<readonly StoredCommit[] | undefined> {
    const found = await this.page({ _id: { $gt: BigInt(position) } }, BY_POSITION);
    return found.length < PAGE_COMMITS ? contiguous(found, position).map(toStoredCommit) : undefined;
  }

  /** Everything the store has, holes or not. */
  async *stored(): AsyncGenerator<readonly StoredCommit[]> {
    for (let position = 0; ;) {
      const found = await this.page({ _id: { $gt: BigInt(position) } }, BY_POSITION);
      if (found.length === 0) return;
      yield found.map(toStoredCommit);
      position = Number(found.at(-1)!._id);
    }
  }

  private async documentsByKeys(keys: readonly string[]): Promise<CommitDocument[]> {
    return keys.length === 0 ? [] : this.commits.find({ k: { $in: [...keys] } }).toArray();
  }

  /** The first answer of the server and no more: no cursor stays open while somebody works on what was read. */
  private async page(
    filter: Filter,
    sort: Readonly<Record<string, 1>>,
    limit = Infinity,
  ): Promise<CommitDocument[]> {
    const size = Math.min(limit, PAGE_COMMITS);
    const cursor = this.commits.find(filter, { sort, limit: size, batchSize: size });
    try {
      return (await cursor.hasNext()) ? cursor.readBufferedDocuments() : [];
    } finally {
      await cursor.close();
    }
  }
}

/** The documents up to the first one that does not follow directly. */
function contiguous(batch: readonly CommitDocument[], after: number): readonly CommitDocument[] {
  const gap = batch.findIndex(({ _id }, i) => Number(_id) !== after + 1 + i);
  return gap < 0 ? batch : batch.slice(0, gap);
}
