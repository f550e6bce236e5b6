export { boundFromMultipliers } from './bound-from-multipliers.js';
export { fixArcs } from './fix-arcs.js';
export * from './lagrangian-bound.js';
export type { Multipliers } from './multipliers.js';
