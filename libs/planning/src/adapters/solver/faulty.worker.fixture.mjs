/** A worker whose solver goes wrong in the way that `options.seed` says; otherwise it claims the model optimal. */
const FAULTS = {
  1: () => process.exit(3),
  2: () => hang(),
  3: ({ port, model }) => {
    port.postMessage({ x: new Float64Array(model.numCols), objective: 7 });
    hang();
  },
  4: () => {
    throw new Error('out of memory');
  },
  5: () => new Promise(() => setTimeout(() => [].reduce((a) => a), 5)),
};

function hang() {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

export default async function solveTask(task) {
  task.port.postMessage('started');
  task.shared.progress[1] = 5;
  await FAULTS[task.options.seed]?.(task);
  task.port.close();
  return { status: 'optimal', x: new Float64Array(task.model.numCols), objective: 0, bound: 0 };
}
