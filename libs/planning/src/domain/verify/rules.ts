import { type ConstraintRegistry, constraints } from './constraints/index.js';
import type { Plan } from './plan/plan.js';
import { type TermRegistry, terms } from './terms/index.js';
import type { TermName, TermPoints, Violation } from './verification.js';

/** The rules that a plan is judged by. */
export interface Rules {
  readonly terms: TermRegistry;
  readonly constraints: ConstraintRegistry;
}

/** The planning model. */
export const rules: Rules = { terms, constraints };

/** Points by term of a plan or of a part of it. */
export function pointsOf(plan: Plan, registry: TermRegistry): TermPoints {
  const names = Object.keys(registry) as TermName[];
  return Object.fromEntries(names.map((name) => [name, registry[name](plan)])) as Record<TermName, number>;
}

export function total(points: TermPoints): number {
  return Object.values(points).reduce((sum: number, value: number) => sum + value, 0);
}

export function violationsOf(plan: Plan, registry: Partial<ConstraintRegistry>): Violation[] {
  return Object.values(registry).flatMap((constraint) => constraint(plan));
}
