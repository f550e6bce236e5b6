import { setPriority } from 'node:os';
import type { MessagePort } from 'node:worker_threads';
import { InvalidInputError } from '@bailiwick/kernel';
import { solveBlock } from '../../application/blocks/block-task.js';
import { planChanges } from '../../application/plan-of-moves/plan-changes.js';
import type { PlanOptions, PlanProgress } from '../../application/plan-territories/plan-options.js';
import { planTerritories } from '../../application/plan-territories/plan-territories.js';
import { outlinePlan } from '../../application/reoptimise/outline-plan.js';
import type { PlanningEngine } from '../../application/planning-engine.port.js';
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
  const stop = new AbortController();
  port.on('message', ({ say }: PlannerOrder) => {
    if (say === 'stop') stop.abort();
  });
  const onProgress = (progress: PlanProgress): void => port.postMessage({ say: 'progress', progress });
  const watched = { signal: stop.signal, onProgress };
  try {
    if (work.make !== 'block') return await planned(work, watched, engine, port);
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
  { make, input, options, helped }: PlanWork,
  watched: Required<Pick<PlanOptions, 'signal' | 'onProgress'>>,
  engine: PlanningEngine,
  port: MessagePort,
): Promise<PlannerOutcome> {
  const asked: PlanOptions = { ...options, ...watched };
  if (make === 'outline')
    return { ok: true, make, outline: await outlinePlan(input, asked, engine, Date.now) };
  const helpers = helped ? helpersOverPort(port) : undefined;
  const plan = await planTerritories(input, asked, engine, Date.now, helpers);
  return { ok: true, make, planned: { plan, changes: planChanges(input, plan) } };
}
