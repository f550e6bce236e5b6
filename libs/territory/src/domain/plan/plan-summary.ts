import type { PlanProposedData, PlanSummary } from '@bailiwick/contracts';
import type { Plan } from '@bailiwick/planning';

/** A plan's counts and metrics as `plan.*` events tell them; of plans without a summary as far as they are known. */
export function summaryOf(proposed: PlanProposedData): PlanSummary {
  if (proposed.summary) return proposed.summary;
  const { counts, objective, gap } = proposed;
  return {
    counts: {
      accounts: counts['accounts'] ?? 0,
      moves: counts['moved'] ?? 0,
      mandatoryMoves: counts['mandatory'] ?? 0,
      placed: counts['placed'] ?? 0,
      unassigned: counts['unassigned'] ?? 0,
    },
    metrics: { objective, ...(gap === null ? {} : { gap }) },
  };
}

export function summaryOfPlan({ counts, metrics, objective, bound, gap }: Plan): PlanSummary {
  const known = { objective, ...(bound === null ? {} : { bound }), ...(gap === null ? {} : { gap }) };
  return {
    counts: {
      accounts: counts['accounts'] ?? 0,
      moves: counts['moved'] ?? 0,
      mandatoryMoves: counts['mandatory'] ?? 0,
      placed: counts['placed'] ?? 0,
      unassigned: counts['unassigned'] ?? 0,
    },
    metrics: { ...known, ...metrics },
  };
}
