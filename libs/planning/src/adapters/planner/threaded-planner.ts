import { MessageChannel } from 'node:worker_threads';
import { InvalidInputError } from '@bailiwick/kernel';
import { Piscina } from 'piscina';
import type { BlockStep } from '../../application/blocks/block-helpers.port.js';
import type { PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { BlockExchange, Planner, PlanSource } from '../../application/planner.port.js';
import type { PlannerMessage, PlannerOrder, PlannerOutcome, PlannerTask, Work } from './planner-task.js';
import { builtWorker } from '../built-worker.js';

const IDLE_MS = 30_000;

/** A planner on a worker thread of this process, which has threads of its own; close it to end them. */
export function threadedPlanner(): Planner {
  const pool = new Piscina({
    filename: builtWorker(import.meta.url, 'planner.worker.js'),
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
    atomics: 'disabled',
  });
  pool.on('error', () => undefined);
  return {
    write: async ({ accounts, ...source }, { signal, onProgress, ...options }, exchange) => {
      const work = { make: 'documents', source, options, helped: exchange !== undefined } as const;
      const watching = { signal, onProgress, exchange, accounts: accounts() };
      return (await run(pool, work, watching)).written;
    },
    outline: async (input, { signal, onProgress, ...options }) =>
      (await run(pool, { make: 'outline', input, options }, { signal, onProgress })).outline,
    block: async (task, watched) => (await run(pool, { make: 'block', task }, watched)).solved,
    close: () => pool.destroy(),
  };
}

type Accounts = ReturnType<PlanSource['accounts']>;

/** What goes to and fro while something is made. */
interface Watching {
  readonly signal?: AbortSignal | undefined;
  readonly exchange?: BlockExchange | undefined;
  /** What is sent after the work itself. */
  readonly accounts?: Accounts;
  onProgress?(progress: PlanProgress | BlockStep): void;
}

type Send = (order: PlannerOrder) => void;

async function run<W extends Work>(
  pool: Piscina,
  work: W,
  { signal, exchange, accounts, onProgress }: Watching,
): Promise<Extract<PlannerOutcome, { make: W['make'] }>> {
  const { port1, port2 } = new MessageChannel();
  const send: Send = (order) => port1.postMessage(order);
  const end = (): void => send({ say: 'stop' });
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  port1.on('message', (message: PlannerMessage) => {
    if (message.say === 'progress') onProgress?.(message.progress);
    else if (exchange) pass(message, exchange, send);
  });
  const task: PlannerTask = { ...work, port: port2 };
  try {
    const made = pool.run(task, { transferList: [port2] }) as Promise<PlannerOutcome>;
    const [outcome] = await Promise.all([made, accounts && sendAll(send, accounts, signal)]);
    if (!outcome.ok) throw new InvalidInputError(outcome.problems);
    // What is made is what was asked for.
    return outcome as Extract<PlannerOutcome, { make: W['make'] }>;
  } finally {
    signal?.removeEventListener('abort', end);
    port1.close();
  }
}

/** Nothing is planned of a company that does not come whole, or that nobody waits for any more. */
async function sendAll(send: Send, accounts: Accounts, signal?: AbortSignal): Promise<void> {
  let all = false;
  try {
    for await (const piece of accounts) {
      signal?.throwIfAborted();
      send({ say: 'accounts', accounts: piece });
    }
    all = true;
  } finally {
    send({ say: 'end', all });
  }
}

/** Hands on to helpers what the thread has for them, and back what they say. */
function pass(
  message: Exclude<PlannerMessage, { say: 'progress' }>,
  exchange: BlockExchange,
  send: Send,
): void {
  if (message.say === 'offer') exchange.offer(message.blocks, (news) => send({ say: 'news', news }));
  if (message.say === 'give') exchange.give(message.hash, message.task);
  if (message.say === 'withdraw') exchange.withdraw(message.hash);
  if (message.say !== 'take') return;
  const { hash } = message;
  void exchange.take(hash).then((mine) => send({ say: 'taken', hash, mine }));
}
