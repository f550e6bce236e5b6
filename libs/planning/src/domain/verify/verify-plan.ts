import { type AccountId, allAtOnce, type CsmId, type Steps } from '@bailiwick/kernel';
import type { PlanningInput } from '../problem/planning-input.js';
import { ceilingHours } from './constraints/ceiling.constraint.js';
import { type CostDelta, costDeltas } from './cost-delta.js';
import { hoursAt, NONE, pairsBy } from './frame/frame.js';
import { countsOf, metricsOf } from './metrics.js';
import { isDiscretionary, isMandatory, isMoved, isPlaced } from './plan/moves.js';
import { type Assignment, type Plan, planOf, type Setting, settingInSteps } from './plan/plan.js';
import { pointsInSteps, pointsOf, rules, type Rules, total, violationsInSteps } from './rules.js';
import type { Relaxation, Verification, VerifiedAccount, VerifiedCsm } from './verification.js';

export const nothingRelaxed: Relaxation = { pins: new Set(), locks: new Set() };

/** Judges assignments of one input; what they have in common is computed once. */
export interface Verifier {
  /** Everything about the plan. */
  verify(assignment: Assignment): Verification;
  verifyInSteps(assignment: Assignment): Steps<Verification>;
  /** The sum of the terms; an account that the assignment leaves out counts as unassigned. */
  objective(assignment: Assignment): number;
  /** Prices the moves of a plan one by one; each takes time in the books that it touches, not in the company. */
  costDeltas(assignment: Assignment): (accountId: AccountId) => CostDelta;
}

/**
 * A verifier of the input. `relaxed` names the pins and locks that count as given up.
 * @throws InvalidInputError for an id that is there twice, an account without a known tier, a cycle of parents
 */
export function verifierOf(
  input: PlanningInput,
  relaxed: Relaxation = nothingRelaxed,
  judged: Rules = rules,
): Verifier {
  return allAtOnce(verifierInSteps(input, relaxed, judged));
}

/** The same, in steps. */
export function* verifierInSteps(
  input: PlanningInput,
  relaxed: Relaxation,
  judged: Rules = rules,
): Steps<Verifier> {
  const setting = yield* settingInSteps(input, relaxed);
  return {
    verify: (assignment) => allAtOnce(verificationInSteps(setting, assignment, judged)),
    verifyInSteps: (assignment) => verificationInSteps(setting, assignment, judged),
    objective: (assignment) => total(pointsOf(planOf(setting, assignment), judged.terms)),
    costDeltas: (assignment) => costDeltas(planOf(setting, assignment), judged),
  };
}

/**
 * Recomputes a plan from the assignment alone: each term of the objective, every broken hard constraint, and the
 * figures of accounts, CSMs and the whole. Shares no code with the optimiser.
 * @throws InvalidInputError as `verifierOf`
 * @see docs/reference/planning-model.md
 */
export function verifyPlan(
  input: PlanningInput,
  assignment: Assignment,
  relaxed: Relaxation = nothingRelaxed,
): Verification {
  return verifierOf(input, relaxed).verify(assignment);
}

/** The objective of an assignment; for many assignments of one input take `verifierOf(input).objective`. */
export function objectiveOf(input: PlanningInput, assignment: Assignment): number {
  return verifierOf(input).objective(assignment);
}

function* verificationInSteps(setting: Setting, assignment: Assignment, judged: Rules): Steps<Verification> {
  const plan = planOf(setting, assignment);
  yield;
  const terms = yield* pointsInSteps(plan, judged.terms);
  const violations = yield* violationsInSteps(plan, judged.constraints);
  const accounts = accountsOf(plan);
  yield;
  return {
    objective: total(terms),
    terms,
    violations,
    accounts,
    csms: csmsOf(plan),
    splitFamilies: setting.splitFamilies,
    needlessRelaxations: setting.needlessRelaxations,
    counts: countsOf(plan),
    metrics: metricsOf(plan),
  };
}

function accountsOf(plan: Plan): Map<AccountId, VerifiedAccount> {
  const { setting, end } = plan;
  return new Map(
    setting.accounts.map((account, i) => {
      const j = end[i]!;
      const verified: VerifiedAccount = {
        accountId: account.accountId,
        csmId: j >= 0 ? setting.csms[j]!.csmId : null,
        previousCsmId: account.csmId || null,
        aeId: account.aeId || null,
        tier: setting.tiers[i]!.id,
        arr: account.arr,
        hours: j >= 0 ? hoursAt(setting, i, j) : setting.hours[i]!,
        moved: isMoved(plan, i),
        mandatory: isMandatory(plan, i),
        discretionary: isDiscretionary(plan, i),
        placed: isPlaced(plan, i),
        held: setting.holds.heldAt[setting.unitOf[i]!] !== NONE,
      };
      return [account.accountId, verified];
    }),
  );
}

function csmsOf(plan: Plan): Map<CsmId, VerifiedCsm> {
  const { setting, hours, arr, count, end } = plan;
  const pairs = pairsBy('csm', plan.pairs, setting);
  const [movesIn, movesOut] = [new Int32Array(setting.csms.length), new Int32Array(setting.csms.length)];
  for (const i of plan.accounts) {
    if (!isMoved(plan, i)) continue;
    if (end[i]! >= 0) movesIn[end[i]!]!++;
    if (setting.present[i]! >= 0) movesOut[setting.present[i]!]!++;
  }
  return new Map(
    setting.csms.map(({ csmId }, j) => {
      const capacityHours = setting.capacity[j]!;
      const verified: VerifiedCsm = {
        csmId,
        accounts: count[j]!,
        arr: arr[j]!,
        hours: hours[j]!,
        capacityHours,
        utilisation: capacityHours > 0 ? hours[j]! / capacityHours : 0,
        ceilingHours: ceilingHours(setting, j),
        pairs: pairs[j]!,
        movesIn: movesIn[j]!,
        movesOut: movesOut[j]!,
      };
      return [csmId, verified];
    }),
  );
}
