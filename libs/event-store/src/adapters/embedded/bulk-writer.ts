import { seededRng } from '@bailiwick/kernel';
import { recordBatch } from '../../domain/append-batch.js';
import { sha256 } from '../sha256.js';
import {
  fromRequestColumns,
  toOutcomeColumns,
  type BulkAnswer,
  type BulkAnswers,
  type BulkSettings,
  type BulkTask,
} from './bulk-task.js';
import { GroupCommitWriter } from './group-commit-writer.js';
import { toPlainError } from './plain-error.js';
import { sizeOf } from './size-of.js';
import type { SqliteConnection } from './sqlite-driver.js';

/** What the thread for large appends does with what it is told. */
export class BulkWriter {
  private readonly writer: GroupCommitWriter;
  private answers: [number, BulkAnswer][] = [];

  constructor(
    private readonly connection: SqliteConnection,
    { seed, busyTimeoutMs }: Omit<BulkSettings, 'path'>,
    private readonly send: (answers: BulkAnswers) => void,
  ) {
    const options = { jitter: seededRng(seed), busyTimeoutMs, onCommit: () => undefined };
    this.writer = new GroupCommitWriter(connection, options);
  }

  /** Answers when what was written is durable. */
  async append(id: number, { requests, now, changed, more }: BulkTask): Promise<void> {
    if (changed) this.writer.refresh();
    try {
      const outcomes = await this.writer.write(
        sizeOf(requests.bodies),
        (transaction) => {
          transaction.expectKeys(requests.keys);
          const prepared = fromRequestColumns(requests);
          return recordBatch(transaction, prepared, { now, sha256, atPosition: undefined });
        },
        more,
      );
      this.answer(id, { outcomes: toOutcomeColumns(outcomes) });
    } catch (error) {
      this.answer(id, { error: toPlainError(error) });
    }
  }

  /** Finishes what was accepted. The write-ahead log is left to the other connection of this process. */
  async close(): Promise<void> {
    await this.writer.finish();
    this.connection.close();
  }

  /** Those of one transaction are given one after the other, and go out together: each message wakes a thread. */
  private answer(id: number, answer: BulkAnswer): void {
    if (this.answers.push([id, answer]) === 1) queueMicrotask(() => this.send(this.answers.splice(0)));
  }
}
