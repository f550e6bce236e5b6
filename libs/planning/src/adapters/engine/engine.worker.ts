import type { BoundOutcome, SearchOutcome } from '../../application/planning-engine.port.js';
import { lagrangianBound } from '../../domain/bound/index.js';
import { construct } from '../../domain/search/construct.js';
import { improve } from '../../domain/search/improve.js';
import type { EngineTask } from './engine-task.js';
import { modelSolver } from './model-solver.js';

/** Does one piece of planning work; progress goes to `task.port`. */
export default async function engineTask(task: EngineTask): Promise<SearchOutcome | BoundOutcome> {
  const { problem, port, stop, deadline, iterations } = task;
  const shouldStop = (): boolean => Atomics.load(stop, 0) !== 0 || Date.now() >= deadline;
  const send = throttled((progress: unknown) => port.postMessage(progress));
  if (task.kind === 'search')
    return improve(problem, task.start ?? construct(problem), {
      iterations,
      seed: task.seed,
      deadline: shouldStop,
      onProgress: send,
    });
  const { upperBound, warm, floor } = task;
  const found = lagrangianBound(problem, {
    upperBound,
    iterations,
    shouldStop,
    solver: await modelSolver(deadline, shouldStop),
    onProgress: ({ bound }) => send(bound),
    ...(warm ? { warm } : {}),
    ...(floor ? { floor } : {}),
  });
  return {
    bound: found.bound,
    jointBound: found.jointBound,
    linear: found.linear,
    reducedCosts: found.reducedCosts,
    multipliers: found.multipliers,
  };
}

const MS_BETWEEN_MESSAGES = 200;

/** Lets through what comes some time after the last that was let through. */
function throttled<T>(send: (message: T) => void): (message: T) => void {
  let last = 0;
  return (message) => {
    const now = Date.now();
    if (now - last < MS_BETWEEN_MESSAGES) return;
    last = now;
    send(message);
  };
}
