import type { Problem } from '../../domain/problem/problem.js';

const shared = new WeakMap<Problem, Problem>();

/** The same problem with its arrays in memory that threads share, so that sending it to one copies next to nothing. */
export function sharedProblem(problem: Problem): Problem {
  let copy = shared.get(problem);
  if (!copy) {
    const entries = Object.entries(problem).map(([name, value]): [string, unknown] => [name, share(value)]);
    copy = Object.fromEntries(entries) as unknown as Problem;
    shared.set(problem, copy);
    shared.set(copy, copy);
  }
  return copy;
}

function share(value: unknown): unknown {
  if (value instanceof Float64Array) return filled(Float64Array, value);
  if (value instanceof Int32Array) return filled(Int32Array, value);
  if (value instanceof Uint8Array) return filled(Uint8Array, value);
  return value;
}

type Values = Float64Array | Int32Array | Uint8Array;

function filled<V extends Values>(make: new (buffer: SharedArrayBuffer) => V, values: V): V {
  const copy = new make(new SharedArrayBuffer(values.byteLength));
  copy.set(values as never);
  return copy;
}
