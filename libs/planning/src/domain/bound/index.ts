export { boundFromMultipliers, countingPart } from './bound-from-multipliers.js';
export { contendedParts } from './contended-parts.js';
export { accountPointsOf } from './counting-problem.js';
export { fixArcs } from './fix-arcs.js';
export * from './lagrangian-bound.js';
export type { ModelSolver } from './model-solver.js';
export { floorPoints, type Multipliers } from './multipliers.js';
export { multipliersOfDuals } from './multipliers-of-duals.js';
export type { ProposedPart } from './unassigned-floor.js';
