import { canonicalJson } from './canonical-json.js';
import type { LogHead, NewEvent } from './commit.js';
import { ConcurrencyError, IdempotencyKeyReusedError, PositionTakenError } from './event-store.errors.js';
import { Any, NoStream, type AppendResult } from './event-store.port.js';
import type { PreparedAppend } from './append-request.js';
import { commitHash, type Sha256, type StoredCommit } from './stored-commit.js';

/** The last commit of a stream. */
export interface StreamHead {
  readonly n: number;
  readonly to: number;
}

/** What must be known of a log, while nobody else can write to it, to decide on an append. */
export interface LogView {
  head(): LogHead;
  streamHead(stream: string): StreamHead | undefined;
  findKey(key: string): StoredCommit | undefined;
}

export type AppendDecision =
  | { readonly kind: 'repeat'; readonly result: AppendResult }
  | { readonly kind: 'write'; readonly commit: StoredCommit };

/**
 * What an append leads to: the first result of a repeated key, or the commit to write.
 * @param now wall time in ms; the commit's time is never less than that of the head
 * @param atPosition the fence: the only position that the new commit may get
 * @throws IdempotencyKeyReusedError, PositionTakenError, ConcurrencyError, looked for in this order
 */
export function decideAppend(
  view: LogView,
  request: PreparedAppend,
  now: number,
  sha256: Sha256,
  atPosition?: number,
): AppendDecision {
  const earlier = view.findKey(request.key);
  if (earlier) return { kind: 'repeat', result: repeat(earlier, request) };
  const head = view.head();
  const position = head.position + 1;
  if (atPosition !== undefined && atPosition !== position)
    throw new PositionTakenError(atPosition, head.position);
  const stream = view.streamHead(request.stream);
  const version = stream?.to ?? 0;
  if (!matches(request.expectedVersion, version)) {
    throw new ConcurrencyError(request.stream, request.expectedVersion, version);
  }
  const commit = {
    position,
    stream: request.stream,
    n: (stream?.n ?? 0) + 1,
    from: version + 1,
    to: version + request.count,
    key: request.key,
    recordedAt: Math.max(Math.floor(now), head.recordedAt),
    previousHash: head.hash,
    // Filled in, not spread into a second object, which would cost a tenth of what an append does.
    hash: '',
    body: request.body,
  };
  commit.hash = commitHash(commit, sha256(request.body), sha256);
  return { kind: 'write', commit };
}

function matches(expected: PreparedAppend['expectedVersion'], version: number): boolean {
  if (expected === Any) return true;
  return expected === NoStream ? version === 0 : expected === version;
}

function repeat(earlier: StoredCommit, request: PreparedAppend): AppendResult {
  if (earlier.stream !== request.stream || content(earlier.body) !== content(request.body)) {
    throw new IdempotencyKeyReusedError(request.key, earlier.position);
  }
  const { position, from, to, recordedAt } = earlier;
  return { position, from, to, recordedAt, repeated: true };
}

/** What makes two requests the same: a retry may carry fresh event ids and another trace. */
function content(body: string): string {
  const events = JSON.parse(body) as readonly NewEvent[];
  return canonicalJson(events.map(({ type, v, data }) => [type, v, data]));
}
