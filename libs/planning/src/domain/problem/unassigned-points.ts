import type { Problem } from './problem.js';

/** The least points that leaving a unit unassigned costs; Infinity where that costs nothing or cannot be. */
export function leastUnassignedPoints({ unassignedPoints }: Problem): number {
  return unassignedPoints.reduce((least, points) => (points > 0 ? Math.min(least, points) : least), Infinity);
}

/** The most points that an unassigned account costs; 0 where that costs nothing or cannot be. */
export function mostAccountPoints({ unassignedPoints, unitSize }: Problem): number {
  return unassignedPoints.reduce((most, points, u) => Math.max(most, points / unitSize[u]!), 0);
}
