import type { PlanFigure } from './plan-bench.js';

/** What a solver made of the instances of one size, over their seeds. */
export interface MedianFigure extends Pick<PlanFigure, 'kind' | 'accounts' | 'csms' | 'solver'> {
  readonly seeds: number;
  /** Of so many it found a plan that was verified. */
  readonly found: number;
  /** The median over all seeds; null where half of them or more have no plan. */
  readonly objective: number | null;
  /** The same of what the objective lies above ours, as a share of ours beside unassigned accounts; negative = below. */
  readonly aboveOurs: number | null;
  readonly gap: number | null;
}

/** Medians over the seeds, for every size with more than one; a seed without a plan counts as the worst. */
export function mediansOf(plans: readonly PlanFigure[]): MedianFigure[] {
  const groups = new Map<string, PlanFigure[]>();
  for (const plan of plans) {
    const key = `${plan.kind} ${plan.accounts} ${plan.csms} ${plan.solver}`;
    groups.set(key, [...(groups.get(key) ?? []), plan]);
  }
  return [...groups.values()].filter((group) => group.length > 1).map((group) => medianFigure(group, plans));
}

function medianFigure(group: readonly PlanFigure[], plans: readonly PlanFigure[]): MedianFigure {
  const { kind, accounts, csms, solver } = group[0]!;
  const found = group.filter(isFound);
  return {
    ...{ kind, accounts, csms, solver, seeds: group.length, found: found.length },
    objective: median(group.map((plan) => (isFound(plan) ? plan.objective! : Infinity))),
    aboveOurs: median(group.map((plan) => above(plan, plans))),
    gap: median(group.map((plan) => (isFound(plan) ? (plan.gap ?? Infinity) : Infinity))),
  };
}

function isFound({ objective, verified }: PlanFigure): boolean {
  return objective !== null && verified;
}

/** How far a plan lies above ours of the same instance; Infinity = it is none; −Infinity = only ours is none. */
function above(plan: PlanFigure, plans: readonly PlanFigure[]): number {
  const ours = plans.find((other) => other.solver === 'bailiwick' && isSameInstance(other, plan));
  if (!isFound(plan)) return Infinity;
  if (!ours || !isFound(ours)) return -Infinity;
  return (plan.objective! - ours.objective!) / Math.max(1, ours.objective! - (ours.unassignedPoints ?? 0));
}

function isSameInstance(a: PlanFigure, b: PlanFigure): boolean {
  return a.kind === b.kind && a.accounts === b.accounts && a.csms === b.csms && a.seed === b.seed;
}

/** The middle one, or the mean of the two in the middle; null where that is not finite. */
function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  const middle = low === high ? low : (low + high) / 2;
  return Number.isFinite(middle) ? middle : null;
}
