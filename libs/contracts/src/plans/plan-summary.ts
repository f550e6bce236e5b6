import type { PlanProposedData, PlanSummary } from './plan-events.js';

/** The counts of a plan, by the names of the planner, in the words of `plan.*` events. */
export function summaryCounts(counts: Readonly<Record<string, number>>): PlanSummary['counts'] {
  const count = (name: string): number => counts[name] ?? 0;
  return {
    accounts: count('accounts'),
    moves: count('moved'),
    mandatoryMoves: count('mandatory'),
    placed: count('placed'),
    unassigned: count('unassigned'),
  };
}

/** What a proposed plan amounts to; of one recorded without a summary as far as it is known. */
export function planSummaryOf({ summary, counts, objective, gap }: PlanProposedData): PlanSummary {
  return (
    summary ?? { counts: summaryCounts(counts), metrics: { objective, ...(gap === null ? {} : { gap }) } }
  );
}
