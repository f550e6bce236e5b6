import type { Policy } from '@bailiwick/contracts';

/** `Σ_entries perPoint × max(0, deviation − beyondPoints)`: each entry adds to those before it, so that it is convex. */
export function convexPenalty(deviation: number, entries: Policy['weights']['balanceHours']): number {
  return entries.reduce(
    (sum, { beyondPoints, perPoint }) => sum + perPoint * Math.max(0, deviation - beyondPoints),
    0,
  );
}
