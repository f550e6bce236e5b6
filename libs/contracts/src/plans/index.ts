export * from './plan-events.js';
