import { type Blocks, blocksOf, mergedSolution } from '../../domain/blocks/blocks.js';
import { evaluateSolution } from '../../domain/problem/evaluate.js';
import type { Problem } from '../../domain/problem/problem.js';
import type { PlanOptions } from '../plan-territories/plan-options.js';
import { solve, type Solved, type SolveFrame } from '../plan-territories/solve.js';
import type { PlanningEngine } from '../planning-engine.port.js';
import type { BlockHelpers } from './block-helpers.port.js';
import { BlockRun } from './block-run.js';
import type { SolvedBlock } from './block-task.js';

/**
 * Solves a problem block by block, some of them elsewhere where there are helpers; as `solve` does where it is all one
 * block. With `iterations` the outcome does not depend on who solves what.
 */
export async function solveInBlocks(
  { problem }: { readonly problem: Problem },
  options: PlanOptions,
  engine: PlanningEngine,
  frame: SolveFrame,
  helpers?: BlockHelpers,
): Promise<Solved> {
  const split = blocksOf(problem);
  if (split.blocks.length < 2) return solve({ problem }, options, engine, frame);
  const run = new BlockRun(problem, split, options, { engine, frame, helpers });
  const solved = merged(problem, split, await run.solved());
  const objective = solved.feasible ? solved.objective : null;
  frame.clock.divide([
    { name: 'search', objective, bound: null, weight: run.secondsOf('search') },
    { name: 'prove', objective, bound: solved.bound, weight: run.secondsOf('prove') },
  ]);
  return solved;
}

function merged(problem: Problem, { blocks, constant }: Blocks, parts: readonly SolvedBlock[]): Solved {
  const solution = mergedSolution(
    problem,
    blocks,
    parts.map((part) => part.solution),
  );
  const { objective, feasible } = evaluateSolution(problem, solution);
  const provenBy = [...new Set(parts.flatMap(({ boundBy }) => boundBy ?? []))];
  const bound = sumOfBounds(parts, constant);
  return {
    solution,
    objective,
    feasible,
    bound,
    boundBy: bound === null ? null : provenBy.join(', '),
    provenInfeasible: parts.some((part) => part.provenInfeasible),
    method: parts.every(({ method }) => method === 'mip') ? 'mip' : 'heuristic',
    iterations: parts.reduce((sum, part) => sum + part.iterations, 0),
    stoppedByTime: parts.some((part) => part.stoppedByTime),
    losses: [...new Set(parts.flatMap(({ losses }) => losses))],
  };
}

/** Every plan is one of each block; rounding is taken off. */
function sumOfBounds(parts: readonly SolvedBlock[], constant: number): number | null {
  let sum = constant;
  let magnitude = Math.abs(constant);
  for (const { bound } of parts) {
    if (bound === null) return null;
    sum += bound;
    magnitude += Math.abs(bound);
  }
  return sum - (parts.length + 1) * Number.EPSILON * magnitude;
}
