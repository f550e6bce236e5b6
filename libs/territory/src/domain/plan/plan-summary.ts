import { type PlanSummary, summaryCounts } from '@bailiwick/contracts';
import type { PlanFigures } from '@bailiwick/planning';

/** What a plan that was just made amounts to. */
export function summaryOfPlan({ counts, metrics, objective, bound, gap }: PlanFigures): PlanSummary {
  const known = { objective, ...(bound === null ? {} : { bound }), ...(gap === null ? {} : { gap }) };
  return { counts: summaryCounts(counts), metrics: { ...known, ...metrics } };
}
