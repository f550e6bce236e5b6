import type { Solution } from '../../domain/problem/problem.js';

/** The best plan so far. */
export interface Best {
  readonly solution: Solution;
  readonly objective: number;
  readonly feasible: boolean;
  readonly stoppedByTime?: boolean;
}

/** The best plan so far, and what it took. */
export interface Found extends Best {
  readonly iterations: number;
  readonly stoppedByTime: boolean;
}

type Judged = Pick<Best, 'feasible' | 'objective'>;

/** Feasible before infeasible, then the cheaper one. */
export function isBetter(a: Judged, b: Judged): boolean {
  if (a.feasible !== b.feasible) return a.feasible;
  return a.feasible && a.objective < b.objective - 1e-9;
}
