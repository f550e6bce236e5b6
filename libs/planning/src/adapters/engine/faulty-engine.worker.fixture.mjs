const BUILT = '../../../../../dist/libs/planning/src/adapters/engine/engine.worker.js';
const { default: engineTask } = await import(new URL(BUILT, import.meta.url).href);

const FAULTS = {
  exits: () => process.exit(3),
  throws: () => {
    throw new Error('out of memory');
  },
  'dies later': () => new Promise(() => setTimeout(() => [].reduce((a) => a), 5)),
  hangs: () => {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  },
};

function nameOf({ kind, iterations, start }) {
  if (kind === 'bound') return `bound ${iterations}`;
  return start ? 'improve' : 'search';
}

/**
 * The built engine worker, except that some steps go wrong: `bound N` (a bound of N iterations), `search` (from
 * nothing), `improve` (from a plan), or `all`.
 */
export function faulty({ how, steps }) {
  return async (task) => {
    if (steps === 'all' || steps === nameOf(task)) await FAULTS[how]();
    return engineTask(task);
  };
}
