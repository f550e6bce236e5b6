import { crowded } from '../../testing/crowded-problem.js';
import { inlineEngine } from '../../testing/inline-engine.js';
import type { MipModel } from '../../domain/model/mip-model.js';
import type { MipSolver, SolverOutcome } from '../solver.port.js';
import { settleContention } from './contention.js';

const UNITS = 6;
/** By hours alone one and a half accounts are too many, so that at least two stay unassigned. */
const LEAST = 1.5;

/** A solver that has proven the least by hours alone, and whose time is up with a plan that leaves so many. */
function outOfTimeWith(left: number): MipSolver {
  const arcOf = (unit: number): number => 3 * unit + (unit < left ? 2 : unit % 2);
  const answer = ({ numCols, numRows }: MipModel, lpOnly: boolean | undefined): SolverOutcome => {
    const x = new Float64Array(numCols);
    for (let unit = 0; unit < UNITS; unit++) x[arcOf(unit)] = 1;
    return lpOnly === true
      ? { status: 'optimal', x, objective: LEAST, bound: LEAST, duals: new Float64Array(numRows) }
      : { status: 'feasible', x, objective: left, bound: LEAST };
  };
  return { solve: (model, { lpOnly }) => Promise.resolve(answer(model, lpOnly)) };
}

async function heldWith(left: number): Promise<number> {
  const options = { seed: 1, iterations: null, timeLimitSeconds: 1, solver: 'auto' } as const;
  const engine = inlineEngine(outOfTimeWith(left));
  const now = (): number => 0;
  const context = { problem: crowded(UNITS), engine, options, deadline: 1_000, now };
  const { held } = await settleContention(context);
  return held.filter((arc) => arc >= 0).length;
}

describe('who goes without, where the time for counting was too short', () => {
  it('is held where the count is near the least there is', async () => {
    expect(await heldWith(2)).toBe(UNITS);
  });

  it('is left to the search where the count is a poor one', async () => {
    expect(await heldWith(UNITS)).toBe(0);
  });
});
