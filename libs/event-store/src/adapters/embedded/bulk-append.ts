import { isPrepared, prepareBatch, type PreparedOutcome } from '../../domain/append-batch.js';
import { StoreUnavailableError } from '../../domain/event-store.errors.js';
import type { AppendOutcome, AppendRequest } from '../../domain/event-store.port.js';
import type { BulkTask } from './bulk-task.js';
import type { BulkThread } from './bulk-thread.js';

/** Requests prepared before the thread that writes gets something to do. */
const PIECE = 100;

/** Hands each piece of a large append over as soon as it is prepared: the thread writes it while the next one is. */
export async function appendInPieces(
  thread: BulkThread,
  requests: readonly AppendRequest[],
  { now, changed }: Pick<BulkTask, 'now' | 'changed'>,
): Promise<readonly AppendOutcome[]> {
  const pieces: Promise<readonly AppendOutcome[]>[] = [];
  const hand = (piece: readonly AppendRequest[], more: boolean): void => {
    const prepared = prepareBatch(piece);
    pieces.push(appendPiece(thread, prepared, { now, changed: changed && pieces.length === 0, more }));
  };
  try {
    for (let start = 0; start < requests.length; start += PIECE)
      hand(requests.slice(start, start + PIECE), true);
  } finally {
    // Also after an error: what waits for more keeps everybody from writing.
    hand([], false);
  }
  return (await Promise.all(pieces)).flat();
}

/** Hands over what is prepared. */
export async function appendPiece(
  thread: BulkThread,
  prepared: readonly PreparedOutcome[],
  options: Omit<BulkTask, 'requests'>,
): Promise<readonly AppendOutcome[]> {
  try {
    const written = await thread.append(prepared.filter(isPrepared), options);
    let next = 0;
    return prepared.map((one) => (isPrepared(one) ? written[next++]! : { ok: false, error: one }));
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
    return prepared.map(() => ({ ok: false, error }));
  }
}
