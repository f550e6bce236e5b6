import type { CompiledCompany } from '../../domain/compile/compile.js';
import type { Problem, Solution } from '../../domain/problem/problem.js';
import type { PlanningEngine } from '../planning-engine.port.js';
import { PhaseClock } from './phase-clock.js';
import type { PlanOptions } from './plan-options.js';
import { solve, type Solved, type SolveFrame } from './solve.js';

/** The plan that is asked for has so many shares of the time, each other budget one. */
const OWN_SHARES = 2;

/** What was found for one budget of discretionary moves. */
export interface SolvedBudget {
  /** Accounts. */
  readonly limit: number;
  readonly solved: Solved;
}

/**
 * The problem at several budgets of discretionary moves, the smallest first: a plan of a smaller budget keeps a larger
 * one, and is where that search begins; the bound of a larger budget holds for a smaller one.
 * `problem` has a row of kind `budget-accounts`, or no move is discretionary.
 * @returns what was found for `own`, and for each of `others` by budget
 */
export async function solveAlong(
  company: Pick<CompiledCompany, 'problem'>,
  own: number,
  others: readonly number[],
  options: PlanOptions,
  engine: PlanningEngine,
  frame: SolveFrame,
): Promise<{ readonly own: Solved; readonly others: readonly SolvedBudget[] }> {
  const limits = [...new Set([...others, own])].sort((a, b) => a - b);
  const found: SolvedBudget[] = [];
  let start: Solution | undefined;
  let shares = limits.length - 1 + OWN_SHARES;
  for (const limit of limits) {
    const weight = limit === own ? OWN_SHARES : 1;
    const deadline = deadlineIn(weight / shares, frame);
    const clock = limit === own ? frame.clock : new PhaseClock(frame.now, frame.now());
    clock.skip();
    const problem = withMoveBudget(company.problem, limit);
    const solved = await solve({ problem }, options, engine, { ...frame, deadline, clock, start });
    found.push({ limit, solved });
    start = solved.feasible ? solved.solution : undefined;
    shares -= weight;
  }
  const shared = found.map(({ limit }) => ({ limit, solved: bestFor(limit, company.problem, found) }));
  return {
    own: shared.find(({ limit }) => limit === own)!.solved,
    others: shared.filter(({ limit }) => others.includes(limit)),
  };
}

function deadlineIn(share: number, { now, deadline }: SolveFrame): number | undefined {
  return deadline === undefined ? undefined : now() + share * Math.max(0, deadline - now());
}

/** The same problem with another limit on discretionary moves; its arrays are the same ones. */
function withMoveBudget(problem: Problem, limit: number): Problem {
  return {
    ...problem,
    rows: problem.rows.map((row) => (row.kind === 'budget-accounts' ? { ...row, limit } : row)),
  };
}

/** The best plan of all that keep the budget, and the best bound of all that hold for it. */
function bestFor(limit: number, problem: Problem, found: readonly SolvedBudget[]): Solved {
  const own = found.find((f) => f.limit === limit)!.solved;
  const keeps = ({ solved }: SolvedBudget): boolean =>
    solved.feasible && movesOf(problem, solved.solution) <= limit;
  const plan = found
    .filter(keeps)
    .reduce<Solved>((a, { solved: b }) => (!a.feasible || b.objective < a.objective - 1e-9 ? b : a), own);
  const proof = found
    .filter((f) => f.limit >= limit)
    .reduce<Solved>((a, { solved: b }) => ((b.bound ?? -Infinity) > (a.bound ?? -Infinity) ? b : a), own);
  const { solution, objective, feasible } = plan;
  const { bound, boundBy } = own.provenInfeasible ? own : proof;
  const losses = [...new Set(found.flatMap(({ solved }) => solved.losses))];
  return { ...own, solution, objective, feasible, bound, boundBy, losses };
}

/** How many accounts move at discretion. */
function movesOf(problem: Problem, solution: Solution): number {
  const budget = problem.rows.findIndex(({ kind }) => kind === 'budget-accounts');
  let moves = 0;
  for (const arc of solution)
    for (let k = problem.rowOfArcStart[arc]!; k < problem.rowOfArcStart[arc + 1]!; k++)
      if (problem.rowOfArc[k] === budget) moves += problem.rowCoef[k]!;
  return moves;
}
