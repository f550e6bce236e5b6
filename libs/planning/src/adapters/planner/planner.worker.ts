import { setPriority } from 'node:os';
import { InvalidInputError } from '@bailiwick/kernel';
import { planChanges } from '../../application/plan-of-moves/plan-changes.js';
import { planTerritories } from '../../application/plan-territories/plan-territories.js';
import type { PlanningEngine } from '../../application/planning-engine.port.js';
import { threadedEngine } from '../engine/threaded-engine.js';
import type { PlannerOutcome, PlannerTask } from './planner-task.js';

const BACKGROUND = 10;

// Linux gives threads priorities of their own, and those begun from here the same: where all processors are busy,
// whoever asks the service something comes before its plans. Elsewhere this would slow down the whole process.
if (process.platform === 'linux') setPriority(BACKGROUND);

/** Kept from plan to plan; its threads end with this one. */
let engine: PlanningEngine | undefined;

/** Makes one plan, with the heavy work on threads of its own. */
export default async function plannerTask({ input, options, port }: PlannerTask): Promise<PlannerOutcome> {
  engine ??= threadedEngine();
  const stop = new AbortController();
  port.on('message', () => stop.abort());
  try {
    const plan = await planTerritories(
      input,
      { ...options, signal: stop.signal, onProgress: (progress) => port.postMessage(progress) },
      engine,
      Date.now,
    );
    return { ok: true, planned: { plan, changes: planChanges(input, plan) } };
  } catch (error) {
    if (error instanceof InvalidInputError) return { ok: false, problems: error.problems };
    throw error;
  } finally {
    port.close();
  }
}
