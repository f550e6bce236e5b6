export * from './plan.js';
export * from './term-points.js';
