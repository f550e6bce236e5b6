export * from './moves.js';
export * from './what-if.js';
export * from './shortages.js';
