export * from './problem/planning-input.js';
export * from './problem/problem.js';
export * from './compile/index.js';
export * from './plan/index.js';
export * from './explain/index.js';
export * from './report/index.js';
export { basisChanges, moveBasisOf, type MoveBasis } from './basis/move-basis.js';
export * from './live/index.js';
