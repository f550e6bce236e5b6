import type { BlockProgress, PlanProgress } from '../plan-territories/plan-options.js';
import type { BlockState } from './block-run.js';

/** How far the blocks of a plan have come together: the phase is that of the last of them, its share by arcs. */
export function progressOf(states: readonly BlockState[], constant: number): PlanProgress {
  const blocks = states.map(blockProgress);
  const phase = blocks.every(({ stage }) => stage === 'prove' || stage === 'solved') ? 'prove' : 'search';
  const doneOf = ({ stage, done }: BlockProgress): number =>
    stage === 'solved' ? 1 : stage === 'waiting' ? 0 : stage === phase ? done : 1;
  const arcs = states.reduce((sum, { block }) => sum + block.arcs.length, 0);
  const done = blocks.reduce((sum, block, n) => sum + doneOf(block) * states[n]!.block.arcs.length, 0);
  return {
    phase,
    done: Math.min(1, done / arcs),
    objective: sumOf(states, 'objective', constant),
    bound: sumOf(states, 'bound', constant),
    blocks,
  };
}

function blockProgress({ block, stage, by, step }: BlockState): BlockProgress {
  const { units, csms } = block;
  const begun = step?.phase === 'prove' ? 'prove' : 'search';
  const at = stage === 'here' || stage === 'elsewhere' ? begun : stage;
  const done = stage === 'solved' ? 1 : stage === 'waiting' ? 0 : (step?.done ?? 0);
  return { units: units.length, csms: csms.length, stage: at, done, ...(by === undefined ? {} : { by }) };
}

/** Of all blocks, as far as each is known to have one. */
function sumOf(
  states: readonly BlockState[],
  figure: 'objective' | 'bound',
  constant: number,
): number | null {
  let sum = constant;
  for (const { solved, step } of states) {
    const known = solved?.[figure] ?? step?.[figure] ?? null;
    if (known === null || (figure === 'objective' && solved?.feasible === false)) return null;
    sum += known;
  }
  return sum;
}
