import { allAtOnce, type Steps } from '@bailiwick/kernel';
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
  return allAtOnce(pointsInSteps(plan, registry));
}

/** The same, a term at each step. */
export function* pointsInSteps(plan: Plan, registry: TermRegistry): Steps<TermPoints> {
  const points: Partial<Record<TermName, number>> = {};
  for (const name of Object.keys(registry) as TermName[]) {
    points[name] = registry[name](plan);
    yield;
  }
  return points as TermPoints;
}

export function total(points: TermPoints): number {
  return Object.values(points).reduce((sum: number, value: number) => sum + value, 0);
}

export function violationsOf(plan: Plan, registry: Partial<ConstraintRegistry>): Violation[] {
  return allAtOnce(violationsInSteps(plan, registry));
}

/** The same, a constraint at each step. */
export function* violationsInSteps(plan: Plan, registry: Partial<ConstraintRegistry>): Steps<Violation[]> {
  const violations: Violation[] = [];
  for (const constraint of Object.values(registry)) {
    for (const violation of constraint(plan)) violations.push(violation);
    yield;
  }
  return violations;
}
