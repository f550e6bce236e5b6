export * from './plan.js';
export * from './term-points.js';
export { withTiersByHand } from './tiers-by-hand.js';
