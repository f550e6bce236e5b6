import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import type { AccountRecord } from '@bailiwick/contracts';
import { InvalidInputError } from '@bailiwick/kernel';
import { solveBlock } from '../../application/blocks/block-task.js';
import { writePlan } from '../../application/plan-of-moves/write-plan.js';
import type { PlanOptions, PlanProgress } from '../../application/plan-territories/plan-options.js';
import { planTerritories } from '../../application/plan-territories/plan-territories.js';
import { outlinePlan } from '../../application/reoptimise/outline-plan.js';
import { listTiersByHand } from '../../application/tiers-by-hand/list-tiers-by-hand.js';
import type { PlanningEngine } from '../../application/planning-engine.port.js';
import { tieredInput } from '../../domain/problem/tiered-input.js';
import { threadedEngine } from '../engine/threaded-engine.js';
import { bytesOfBlock, taskOfBytes } from './block-bytes.js';
import { helpersOverPort } from './helpers-over-port.js';
import type { PlannerOrder, PlannerOutcome, PlannerTask, PlanWork } from './planner-task.js';

const BACKGROUND = 10;

// Linux gives threads priorities of their own, and those begun from here the same: where all processors are busy,
// whoever asks the service something comes before its plans. Elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(BACKGROUND);

/** Kept from plan to plan; its threads end with this one. */
let engine: PlanningEngine | undefined;

/** Makes one plan, its outline, or a block of another one, with the heavy work on threads of its own. */
export default async function plannerTask({ port, ...work }: PlannerTask): Promise<PlannerOutcome> {
  engine ??= threadedEngine();
  const orders = new Orders(port);
  const onProgress = (progress: PlanProgress): void => port.postMessage({ say: 'progress', progress });
  const watched = { signal: orders.stopped, onProgress };
  try {
    if (work.make !== 'block') return await planned(work, { ...work.options, ...watched }, engine, orders);
    const solved = await solveBlock(taskOfBytes(work.task), watched, engine, Date.now);
    return { ok: true, make: 'block', solved: bytesOfBlock(solved) };
  } catch (error) {
    if (error instanceof InvalidInputError) return { ok: false, problems: error.problems };
    throw error;
  } finally {
    port.close();
  }
}

async function planned(
  work: PlanWork,
  options: PlanOptions,
  engine: PlanningEngine,
  orders: Orders,
): Promise<PlannerOutcome> {
  if (work.make === 'outline') {
    const outline = await outlinePlan(work.input, options, engine, Date.now);
    return { ok: true, make: 'outline', outline };
  }
  const { csms, aes, policy, tiers, asOf, byHand } = work.source;
  const accounts = await orders.accounts();
  const input = tieredInput({ accounts, csms, ...(aes && { aes }) }, policy, tiers, asOf);
  const helpers = work.helped ? helpersOverPort(orders.port) : undefined;
  const plan = await planTerritories(input, options, engine, Date.now, helpers);
  const listed = byHand ? listTiersByHand(plan, accounts, byHand) : plan;
  return { ok: true, make: 'documents', written: writePlan(input, listed) };
}

/** What comes in while a plan is made; what helpers say is heard by `helpersOverPort`. */
class Orders {
  readonly stopped: AbortSignal;
  private readonly received: AccountRecord[] = [];
  private readonly complete: Promise<boolean>;

  constructor(readonly port: MessagePort) {
    const stop = new AbortController();
    this.stopped = stop.signal;
    this.complete = new Promise((resolve) => {
      port.on('message', (order: PlannerOrder) => {
        if (order.say === 'accounts') this.received.push(...order.accounts);
        if (order.say === 'end') resolve(order.all);
        if (order.say === 'stop') stop.abort();
      });
    });
  }

  /** Every account of the source. @throws when they do not come */
  async accounts(): Promise<readonly AccountRecord[]> {
    if (await this.complete) return this.received;
    throw new Error('the company did not arrive');
  }
}
