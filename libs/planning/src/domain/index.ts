export * from './problem/planning-input.js';
export * from './problem/problem.js';
export * from './compile/index.js';
export * from './plan/index.js';
export * from './explain/index.js';
export * from './report/index.js';
