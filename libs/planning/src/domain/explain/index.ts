export * from './moves.js';
export * from './what-if.js';
