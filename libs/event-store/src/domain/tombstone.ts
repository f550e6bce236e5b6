import type { EventMeta, LogHead, NewEvent } from './commit.js';
import type { StreamHead } from './append-decision.js';
import { prepareAppend, type PreparedAppend } from './append-request.js';
import { Any } from './event-store.port.js';
import { commitHash, type Sha256, type StoredCommit } from './stored-commit.js';

/** The stream of the commits that close holes. */
export const TOMBSTONE_STREAM = 'tombstones';

/** Says that the commit at `position` was lost and that readers go on without it. */
export interface TombstoneWritten {
  readonly position: number;
  readonly reason: string;
}

/** The request to close the hole at `position`. */
export function tombstoneRequest(
  id: string,
  position: number,
  reason: string,
  meta: EventMeta,
): PreparedAppend {
  const data: TombstoneWritten = { position, reason };
  const event: NewEvent = { id, type: 'TombstoneWritten', v: 1, data, meta };
  const idempotencyKey = `tombstone:${position}`;
  return prepareAppend({
    stream: TOMBSTONE_STREAM,
    expectedVersion: Any,
    events: [event],
    idempotencyKey,
  });
}

/**
 * The commit that fills the hole after `before`. It carries the hash that the commit `after` the hole recorded for
 * the lost one, so that the chain stays linked; its own content is vouched for by nothing but its actor.
 */
export function tombstoneCommit(
  request: PreparedAppend,
  before: LogHead,
  after: StoredCommit | undefined,
  stream: StreamHead | undefined,
  sha256: Sha256,
): StoredCommit {
  const header = {
    position: before.position + 1,
    stream: TOMBSTONE_STREAM,
    n: (stream?.n ?? 0) + 1,
    from: (stream?.to ?? 0) + 1,
    to: (stream?.to ?? 0) + 1,
    key: request.key,
    recordedAt: before.recordedAt,
    previousHash: before.hash,
  };
  const hash = after?.previousHash ?? commitHash(header, sha256(request.body), sha256);
  return { ...header, hash, body: request.body };
}

export function isTombstone({ stream, position, body }: StoredCommit): boolean {
  if (stream !== TOMBSTONE_STREAM) return false;
  const [event] = JSON.parse(body) as readonly NewEvent[];
  return event?.type === 'TombstoneWritten' && (event.data as TombstoneWritten).position === position;
}
