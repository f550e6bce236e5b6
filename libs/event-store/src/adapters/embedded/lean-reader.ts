import { on } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { LeanCommit } from '../../domain/commit.js';
import { parseLeanPage } from './lean-page.js';
import { builtWorker } from '../built-worker.js';

/** What the thread is given. */
export interface LeanTask {
  readonly path: string;
  readonly afterPosition: number;
}

/** Pages asked for at a time, so that threads are seldom woken; twice as many may be on the way. */
export const PAGES_A_TURN = 8;

/** What the thread is told: that a turn of pages was taken, which makes room for another, or that none is wanted. */
export type LeanRequest = 'more' | 'stop';

/**
 * The log in pages as a fold needs it, read ahead by a thread. It ends where the thread found the end of the log or a
 * hole, and also where the thread failed: whoever reads on by themselves meets what was wrong.
 */
export async function* leanPagesAhead(task: LeanTask): AsyncGenerator<readonly LeanCommit[]> {
  let position = task.afterPosition;
  for await (const page of pagesOf(task)) {
    const hole = page.findIndex((commit, i) => commit.position !== position + 1 + i);
    const whole = hole < 0 ? page : page.slice(0, hole);
    if (whole.length > 0) yield whole;
    if (hole >= 0) return;
    position += whole.length;
  }
}

async function* pagesOf(task: LeanTask): AsyncGenerator<readonly LeanCommit[]> {
  const thread = new Worker(builtWorker(import.meta.url, 'lean-reader.worker.js'), { workerData: task });
  const ended = new Promise((resolve) => thread.once('exit', resolve));
  const messages = on(thread, 'message', { close: ['exit'] }) as AsyncIterable<[Uint8Array<ArrayBuffer>]>;
  const say = (message: LeanRequest): void => thread.postMessage(message);
  try {
    let taken = 0;
    for await (const [bytes] of messages) {
      if (++taken % PAGES_A_TURN === 0) say('more');
      yield parseLeanPage(bytes);
      // Many pages lie ready: who folds them would be the only one to do anything until the last.
      await nextTurn();
    }
  } catch {
    // The thread's error has nothing that reading without it would not say in the words of the port.
  } finally {
    // Not `terminate`: ended within a call of the database's, the native code would take the process with it.
    say('stop');
    await ended;
  }
}
