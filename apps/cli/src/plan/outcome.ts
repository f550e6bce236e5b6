import type { Plan } from '@bailiwick/planning';
import { EXIT, type ExitCode } from '../cli-io.js';

/** "feasible: objective 6987.10 points, bound 6967.40, gap 0.283%". */
export function proofInWords({
  status,
  objective,
  bound,
  gap,
}: Pick<Plan, 'status' | 'objective' | 'bound' | 'gap'>): string {
  const proof =
    bound === null ? 'no bound' : `bound ${bound.toFixed(2)}, gap ${((gap ?? 0) * 100).toFixed(3)}%`;
  return `${status}: objective ${objective.toFixed(2)} points, ${proof}`;
}

/** 1: it breaks hard constraints; 3: it leaves an account unassigned, or had to relax one. */
export function exitCodeOf({ status, counts }: Partial<Pick<Plan, 'status' | 'counts'>>): ExitCode {
  if (status === 'failed') return EXIT.failed;
  return status === 'infeasible' || (counts?.['unassigned'] ?? 0) > 0 ? EXIT.relaxed : EXIT.done;
}
