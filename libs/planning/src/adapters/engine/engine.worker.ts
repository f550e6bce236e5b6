import { seededRng } from '@bailiwick/kernel';
import type { BoundOutcome, SearchOutcome } from '../../application/planning-engine.port.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import { anneal } from '../../domain/search/anneal.js';
import { construct } from '../../domain/search/construct.js';
import { SearchState } from '../../domain/search/search-state.js';
import type { EngineTask } from './engine-task.js';

/** Does one piece of planning work; progress goes to `task.port`. */
export default function engineTask(task: EngineTask): SearchOutcome | BoundOutcome {
  const { problem, port, stop, deadline } = task;
  const shouldStop = (): boolean => Atomics.load(stop, 0) !== 0 || Date.now() >= deadline;
  if (task.kind === 'bound') throw new Error('later');
  const state = new SearchState(problem);
  const start = construct(problem);
  let best = start; let bestPoints = evaluateSolution(problem, start).feasible ? evaluateSolution(problem, start).objective : Infinity;
  let stoppedEarly = false; let done = 0;
  const rng = seededRng(task.seed);
  const rounds = 6;
  for (let r = 0; r < rounds && !stoppedEarly; r++) {
    state.price(() => 2000 * 3 ** r);
    state.reset(best);
    done += anneal(state, rng, { iterations: Math.ceil(task.iterations / rounds), hot: 60 / (r + 1), cold: 0.3, interval: 4096, onInterval: (d) => {
      if (state.feasible && state.points < bestPoints - 1e-9) { bestPoints = state.points; best = Int32Array.from(state.arcOf); }
      if (shouldStop()) { stoppedEarly = true; return false; }
      port.postMessage({ done: (r + d) / rounds, objective: Number.isFinite(bestPoints) ? bestPoints : null });
      return true;
    } });
    if (state.feasible && state.points < bestPoints) { bestPoints = state.points; best = Int32Array.from(state.arcOf); }
  }
  const e = evaluateSolution(problem, best);
  return { solution: best, objective: e.objective, feasible: e.feasible, iterations: done, stoppedEarly };
}
