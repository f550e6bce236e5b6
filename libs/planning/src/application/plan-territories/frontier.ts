import { amount } from '../../domain/compile/rows.js';
import { assignmentOf, compile, type CompiledCompany, gaveWay } from '../../domain/compile/compile.js';
import type { FrontierPoint } from '../../domain/plan/plan.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { verifierOf } from '../../domain/verify/index.js';
import type { PlanningEngine } from '../planning-engine.port.js';
import { proofOf } from './build-plan.js';
import type { PlanOptions } from './plan-options.js';
import type { Solved, SolveFrame } from './solve.js';
import { solveAlong, type SolvedBudget } from './solve-along.js';

/** The company with a row for the budget of accounts, also where the policy sets none. */
export function compileWithBudget(input: PlanningInput): CompiledCompany {
  const most = input.policy.disruption.maxAccounts ?? input.company.accounts.length;
  const company = compile(withBudget(input, most));
  return { ...company, facts: { ...company.facts, input } };
}

/** Solves the company at the policy's own budget and at others. */
export async function solveFrontier(
  company: CompiledCompany,
  budgets: readonly number[],
  options: PlanOptions,
  engine: PlanningEngine,
  frame: SolveFrame,
): Promise<{ readonly solved: Solved; readonly others: readonly SolvedBudget[] }> {
  const { accounts, input } = company.facts;
  const owned = accounts.filter(({ record }) => record.csmId !== undefined).length;
  const { maxAccounts } = input.policy.disruption;
  const own = maxAccounts === null ? input.company.accounts.length : amount(maxAccounts, owned);
  const limits = budgets.map((budget) => amount(budget, owned));
  const { own: solved, others } = await solveAlong(company, own, limits, options, engine, frame);
  return { solved, others };
}

/** What each budget brings, verified under it, by budget. */
export function frontierOf(company: CompiledCompany, solved: readonly SolvedBudget[]): FrontierPoint[] {
  const points = solved.map((budget) => pointOf(company, budget));
  return points.map((point, n) => ({ ...point, priceOfOneMore: priceBetween(point, points[n + 1]) }));
}

type Point = Omit<FrontierPoint, 'priceOfOneMore'>;

function priceBetween(point: Point, next: Point | undefined): number | null {
  if (!next || !keepsAll(point) || !keepsAll(next)) return null;
  return (point.objective - next.objective) / (next.maxMoves - point.maxMoves);
}

function keepsAll({ status }: Point): boolean {
  return status === 'optimal' || status === 'feasible';
}

function pointOf(company: CompiledCompany, { limit, solved }: SolvedBudget): Point {
  // Below 1 a number would be taken for a share; no account moves in part.
  const budget = limit < 1 ? 0 : limit;
  const { verify } = verifierOf(withBudget(company.facts.input, budget), gaveWay(company));
  const verification = verify(assignmentOf(company, solved.solution));
  const { objective, terms, counts } = verification;
  return {
    maxMoves: limit,
    moves: counts.discretionary,
    objective,
    terms: { ...terms },
    ...proofOf({ ...solved, company, verification }),
  };
}

function withBudget(input: PlanningInput, maxAccounts: number): PlanningInput {
  const { policy } = input;
  return { ...input, policy: { ...policy, disruption: { ...policy.disruption, maxAccounts } } };
}
