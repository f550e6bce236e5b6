import { type PlanningEngine, threadedEngine } from '@bailiwick/planning';
import { fail, type Finding, ok } from './finding.js';

type Model = Parameters<PlanningEngine['solvers']['highs']['solve']>[0];

/** min 3x + 2y, x + y ≥ 1, both 0 or 1: 2 points, by y. */
const TINY: Model = {
  numCols: 2,
  numRows: 1,
  colCost: Float64Array.of(3, 2),
  colLower: Float64Array.of(0, 0),
  colUpper: Float64Array.of(1, 1),
  integrality: Uint8Array.of(1, 1),
  rowStart: Int32Array.of(0, 2),
  rowIndex: Int32Array.of(0, 1),
  rowValue: Float64Array.of(1, 1),
  rowLower: Float64Array.of(1),
  rowUpper: Float64Array.of(Number.POSITIVE_INFINITY),
};
const OPTIMUM = 2;

/** Lets each solver solve a tiny model, on a thread, as plans do. */
export async function checkSolvers(): Promise<Finding[]> {
  const engine = threadedEngine({ threads: 1 });
  try {
    const findings: Finding[] = [];
    for (const name of ['highs', 'glpk'] as const) {
      const outcome = await engine.solvers[name].solve(TINY, { timeLimitSeconds: 10 });
      const right = outcome.status === 'optimal' && Math.abs(outcome.objective - OPTIMUM) < 1e-6;
      const why = outcome.status === 'failed' ? outcome.reason.message : outcome.status;
      findings.push(
        right
          ? ok('solvers', `${name} solves a tiny model`)
          : fail('solvers', `${name} does not solve a tiny model: ${why}`, 'Maybe run: npm ci'),
      );
    }
    return findings;
  } finally {
    await engine.close();
  }
}
