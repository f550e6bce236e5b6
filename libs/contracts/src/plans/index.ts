export * from './plan-events.js';
export * from './plan-summary.js';
