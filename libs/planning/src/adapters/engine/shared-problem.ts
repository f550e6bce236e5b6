import type { Problem } from '../../domain/problem/problem.js';

const shared = new WeakMap<Values, Values>();

/**
 * The same problem with its arrays in memory that threads share, so that sending it to one copies next to nothing. An
 * array that several problems have in common is there once.
 */
export function sharedProblem(problem: Problem): Problem {
  const entries = Object.entries(problem).map(([name, value]): [string, unknown] => [name, share(value)]);
  return Object.fromEntries(entries) as unknown as Problem;
}

function share(value: unknown): unknown {
  if (value instanceof Float64Array) return once(value, (v) => filled(Float64Array, v));
  if (value instanceof Int32Array) return once(value, (v) => filled(Int32Array, v));
  if (value instanceof Uint8Array) return once(value, (v) => filled(Uint8Array, v));
  return value;
}

function once<V extends Values>(values: V, share: (values: V) => V): Values {
  let copy = shared.get(values);
  if (!copy) {
    copy = share(values);
    shared.set(values, copy);
    shared.set(copy, copy);
  }
  return copy;
}

type Values = Float64Array | Int32Array | Uint8Array;

function filled<V extends Values>(make: new (buffer: SharedArrayBuffer) => V, values: V): V {
  const copy = new make(new SharedArrayBuffer(values.byteLength));
  copy.set(values as never);
  return copy;
}
