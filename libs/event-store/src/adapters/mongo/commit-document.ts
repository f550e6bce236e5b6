import { canonicalJson } from '../../domain/canonical-json.js';
import type { Commit, NewEvent } from '../../domain/commit.js';
import type { StoredCommit } from '../../domain/stored-commit.js';

/** An event as a document; one that a document could not carry unchanged keeps `data` and `meta` as JSON text. */
export interface EventDocument {
  readonly id: string;
  readonly type: string;
  readonly v: number;
  readonly data?: unknown;
  readonly meta?: unknown;
  readonly json?: string;
}

/** One commit of the log. */
export interface CommitDocument {
  /** Position: 1, 2, 3 … (a 64-bit integer in the database). */
  readonly _id: number | bigint;
  /** Stream, and the number of this commit in it. */
  readonly s: string;
  readonly n: number;
  /** Versions of the first and of the last event. */
  readonly from: number;
  readonly to: number;
  /** Idempotency key. */
  readonly k: string;
  /** Recorded at. */
  readonly t: Date;
  /** Hashes of the commit before and of this one. */
  readonly h: { readonly before: string; readonly own: string };
  readonly e: readonly EventDocument[];
}

/** Deeper values are kept as text: databases stop at 100 levels, the document's own included. */
const MAX_DEPTH = 80;

export function toDocument(commit: StoredCommit): CommitDocument {
  const { position, stream, n, from, to, key, recordedAt, hash, previousHash, body } = commit;
  const events = JSON.parse(body) as readonly NewEvent[];
  return {
    _id: BigInt(position),
    s: stream,
    n,
    from,
    to,
    k: key,
    t: new Date(recordedAt),
    h: { before: previousHash, own: hash },
    e: events.map(toEventDocument),
  };
}

export function toCommit(document: CommitDocument): Commit {
  const { s, n, from, to, k, t, e } = document;
  const events = e.map((event, i) => ({ ...toEvent(event), version: from + i }));
  const position = Number(document._id);
  return { position, stream: s, n, from, to, key: k, recordedAt: t.getTime(), events };
}

/** The commit with its body as the canonical text that its hash was made of. */
export function toStoredCommit(document: CommitDocument): StoredCommit {
  const { s, n, from, to, k, t, h, e } = document;
  return {
    position: Number(document._id),
    stream: s,
    n,
    from,
    to,
    key: k,
    recordedAt: t.getTime(),
    hash: h.own,
    previousHash: h.before,
    body: canonicalJson(e.map(toEvent)),
  };
}

function toEventDocument({ id, type, v, data, meta }: NewEvent): EventDocument {
  if (fitsDocument(data, 0) && fitsDocument(meta, 0)) return { id, type, v, data, meta };
  return { id, type, v, json: canonicalJson({ data, meta }) };
}

function toEvent({ id, type, v, data, meta, json }: EventDocument): NewEvent {
  const content = json === undefined ? { data, meta } : (JSON.parse(json) as Pick<NewEvent, 'data' | 'meta'>);
  return { id, type, v, ...(content as Pick<NewEvent, 'data' | 'meta'>) };
}

/** Whether every compatible database gives the JSON value back as it was. */
function fitsDocument(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(value))
    return value.every((item) => !Array.isArray(item) && fitsDocument(item, depth + 1));
  return Object.entries(value).every(
    ([name, member]) => isPlainName(name) && fitsDocument(member, depth + 1),
  );
}

function isPlainName(name: string): boolean {
  return name !== '' && name !== '__proto__' && !/^\$|[.\0]/.test(name);
}
