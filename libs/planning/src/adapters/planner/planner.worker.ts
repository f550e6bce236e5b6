import { setPriority } from 'node:os';
import { InvalidInputError } from '@bailiwick/kernel';
import { planChanges } from '../../application/plan-of-moves/plan-changes.js';
import type { PlanOptions } from '../../application/plan-territories/plan-options.js';
import { planTerritories } from '../../application/plan-territories/plan-territories.js';
import { outlinePlan } from '../../application/reoptimise/outline-plan.js';
import type { PlanningEngine } from '../../application/planning-engine.port.js';
import { threadedEngine } from '../engine/threaded-engine.js';
import type { PlannerOutcome, PlannerTask } from './planner-task.js';

const BACKGROUND = 10;

// Linux gives threads priorities of their own, and those begun from here the same: where all processors are busy,
// whoever asks the service something comes before its plans. Elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(BACKGROUND);

/** Kept from plan to plan; its threads end with this one. */
let engine: PlanningEngine | undefined;

/** Makes one plan, or its outline, with the heavy work on threads of its own. */
export default async function plannerTask({
  make,
  input,
  options,
  port,
}: PlannerTask): Promise<PlannerOutcome> {
  engine ??= threadedEngine();
  const stop = new AbortController();
  port.on('message', () => stop.abort());
  try {
    const watched: PlanOptions = {
      ...options,
      signal: stop.signal,
      onProgress: (progress) => port.postMessage(progress),
    };
    if (make === 'outline')
      return { ok: true, make, outline: await outlinePlan(input, watched, engine, Date.now) };
    const plan = await planTerritories(input, watched, engine, Date.now);
    return { ok: true, make, planned: { plan, changes: planChanges(input, plan) } };
  } catch (error) {
    if (error instanceof InvalidInputError) return { ok: false, problems: error.problems };
    throw error;
  } finally {
    port.close();
  }
}
