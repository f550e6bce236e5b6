import { MessageChannel } from 'node:worker_threads';
import { InvalidInputError } from '@bailiwick/kernel';
import { Piscina } from 'piscina';
import type { BlockStep } from '../../application/blocks/block-helpers.port.js';
import type { PlanProgress } from '../../application/plan-territories/plan-options.js';
import type { BlockExchange, Planner } from '../../application/planner.port.js';
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
    plan: async (input, { signal, onProgress, ...options }, exchange) => {
      const work = { make: 'plan', input, options, helped: exchange !== undefined } as const;
      return (await run(pool, work, { signal, onProgress, exchange })).planned;
    },
    outline: async (input, { signal, onProgress, ...options }) => {
      const work = { make: 'outline', input, options, helped: false } as const;
      return (await run(pool, work, { signal, onProgress })).outline;
    },
    block: async (task, watched) => (await run(pool, { make: 'block', task }, watched)).solved,
    close: () => pool.destroy(),
  };
}

/** Who looks on while something is made. */
interface Watching {
  readonly signal?: AbortSignal | undefined;
  readonly exchange?: BlockExchange | undefined;
  onProgress?(progress: PlanProgress | BlockStep): void;
}

async function run<W extends Work>(
  pool: Piscina,
  work: W,
  { signal, exchange, onProgress }: Watching,
): Promise<Extract<PlannerOutcome, { make: W['make'] }>> {
  const { port1, port2 } = new MessageChannel();
  const order = (order: PlannerOrder): void => port1.postMessage(order);
  const end = (): void => order({ say: 'stop' });
  if (signal?.aborted) end();
  signal?.addEventListener('abort', end, { once: true });
  port1.on('message', (message: PlannerMessage) => {
    if (message.say === 'progress') onProgress?.(message.progress);
    else if (exchange) pass(message, exchange, order);
  });
  const task: PlannerTask = { ...work, port: port2 };
  try {
    const outcome = (await pool.run(task, { transferList: [port2] })) as PlannerOutcome;
    if (!outcome.ok) throw new InvalidInputError(outcome.problems);
    // What is made is what was asked for.
    return outcome as Extract<PlannerOutcome, { make: W['make'] }>;
  } finally {
    signal?.removeEventListener('abort', end);
    port1.close();
  }
}

/** Hands on to helpers what the thread has for them, and back what they say. */
function pass(
  message: Exclude<PlannerMessage, { say: 'progress' }>,
  exchange: BlockExchange,
  order: (order: PlannerOrder) => void,
): void {
  if (message.say === 'offer') exchange.offer(message.blocks, (news) => order({ say: 'news', news }));
  if (message.say === 'give') exchange.give(message.hash, message.task);
  if (message.say === 'withdraw') exchange.withdraw(message.hash);
  if (message.say !== 'take') return;
  const { hash } = message;
  void exchange.take(hash).then((mine) => order({ say: 'taken', hash, mine }));
}
