import type { PreparedAppend } from '../../domain/append-request.js';
import { GENESIS } from '../../domain/commit.js';
import { NoSuchHoleError } from '../../domain/event-store.errors.js';
import { TOMBSTONE_STREAM, tombstoneCommit } from '../../domain/tombstone.js';
import { sha256 } from '../sha256.js';
import type { WriteTransaction } from './write-transaction.js';

/** Puts a tombstone where a commit was lost. @throws NoSuchHoleError */
export function fillHole(transaction: WriteTransaction, position: number, request: PreparedAppend): void {
  const before = position === 1 ? GENESIS : transaction.findPosition(position - 1);
  const isHole = before && position < transaction.head().position && !transaction.findPosition(position);
  if (!isHole) throw new NoSuchHoleError(position);
  const after = transaction.findPosition(position + 1);
  transaction.insert(
    tombstoneCommit(request, before, after, transaction.streamHead(TOMBSTONE_STREAM), sha256),
  );
}
