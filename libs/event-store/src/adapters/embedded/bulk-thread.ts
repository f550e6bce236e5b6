import { Worker } from 'node:worker_threads';
import type { PreparedAppend } from '../../domain/append-request.js';
import type { AppendOutcome } from '../../domain/event-store.port.js';
import {
  fromOutcomeColumns,
  toRequestColumns,
  type BulkAnswer,
  type BulkAnswers,
  type BulkMessage,
  type BulkSettings,
  type BulkTask,
  type OutcomeColumns,
} from './bulk-task.js';
import { fromPlainError } from './plain-error.js';
import { storeUnavailable } from './sqlite-driver.js';
import { builtWorker } from '../built-worker.js';

interface Waiting {
  readonly resolve: (outcomes: OutcomeColumns) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The thread that writes large appends, as others see it. It is started by the first of them, and again by the next
 * one after it died; it keeps no process alive that waits for nothing from it. To wake it costs as much as writing ten
 * small commits: those are better written without.
 */
export class BulkThread {
  private readonly waiting = new Map<number, Waiting>();
  private thread: Worker | undefined;
  private ended: Promise<void> = Promise.resolve();
  private lastId = 0;

  constructor(private readonly settings: BulkSettings) {}

  /** @throws StoreUnavailableError also when the thread died: then nobody knows what was written */
  async append(
    requests: readonly PreparedAppend[],
    options: Omit<BulkTask, 'requests'>,
  ): Promise<AppendOutcome[]> {
    const thread = (this.thread ??= this.start());
    const message: BulkMessage = { ...options, requests: toRequestColumns(requests), id: ++this.lastId };
    const answer = new Promise<OutcomeColumns>((resolve, reject) => {
      this.waiting.set(message.id, { resolve, reject });
    });
    thread.ref();
    thread.postMessage(message);
    return fromOutcomeColumns(await answer);
  }

  /** Ends the thread when it has finished what it was given. */
  async close(): Promise<void> {
    this.thread?.ref();
    // Not `terminate`: ended within a call of the database's, the native code would take the process with it.
    this.thread?.postMessage('close' satisfies BulkMessage);
    await this.ended;
  }

  private start(): Worker {
    const thread = new Worker(builtWorker(import.meta.url, 'bulk-writer.worker.js'), {
      workerData: this.settings,
    });
    let fault: unknown = new Error('the thread that writes ended');
    thread.on('message', (answers: BulkAnswers) => this.take(answers));
    thread.on('error', (error) => (fault = error));
    this.ended = new Promise((resolve) => {
      thread.once('exit', () => {
        this.thread = undefined;
        for (const { reject } of this.waiting.values()) reject(storeUnavailable(fault));
        this.waiting.clear();
        resolve();
      });
    });
    return thread;
  }

  private take(answers: BulkAnswers): void {
    for (const [id, answer] of answers) this.tell(id, answer);
    if (this.waiting.size === 0) this.thread?.unref();
  }

  private tell(id: number, answer: BulkAnswer): void {
    const { resolve, reject } = this.waiting.get(id)!;
    this.waiting.delete(id);
    if ('error' in answer) reject(fromPlainError(answer.error));
    else resolve(answer.outcomes);
  }
}
