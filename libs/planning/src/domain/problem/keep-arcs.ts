import type { Problem, Solution } from './problem.js';

/** A problem with fewer arcs, and the way back to the whole one. */
export interface ThinnedProblem {
  readonly problem: Problem;
  /** The solution of the whole problem that takes the same arcs. */
  toWhole(solution: Solution): Solution;
  /** The solution of the thinned problem; undefined when it takes an arc that is not kept. */
  fromWhole(solution: Solution): Solution | undefined;
}

/** The problem with only the arcs whose `keep` is not 0; pairs, rows, meters and ceilings stay as they are. */
export function keepArcs(problem: Problem, keep: Uint8Array): ThinnedProblem {
  const kept: number[] = [];
  const arcStart = new Int32Array(problem.unitCount + 1);
  for (let u = 0; u < problem.unitCount; u++) {
    for (let a = problem.arcStart[u]!; a < problem.arcStart[u + 1]!; a++) if (keep[a]) kept.push(a);
    arcStart[u + 1] = kept.length;
  }
  const newArc = new Int32Array(keep.length).fill(-1);
  kept.forEach((a, i) => (newArc[a] = i));
  const pairs = thinCsr(kept, problem.pairOfArcStart, problem.pairOfArc);
  const rows = thinCsr(kept, problem.rowOfArcStart, problem.rowOfArc, problem.rowCoef);
  return {
    problem: {
      ...problem,
      arcStart,
      arcCsm: Int32Array.from(kept, (a) => problem.arcCsm[a]!),
      arcCost: Float64Array.from(kept, (a) => problem.arcCost[a]!),
      arcHours: Float64Array.from(kept, (a) => problem.arcHours[a]!),
      todayArc: problem.todayArc.map((a) => (a < 0 ? -1 : newArc[a]!)),
      pairOfArcStart: pairs.start,
      pairOfArc: pairs.index,
      rowOfArcStart: rows.start,
      rowOfArc: rows.index,
      rowCoef: rows.value,
    },
    toWhole: (solution) => solution.map((a) => kept[a]!),
    fromWhole: (solution) => {
      const mapped = solution.map((a) => newArc[a]!);
      return mapped.includes(-1) ? undefined : mapped;
    },
  };
}

function thinCsr(kept: readonly number[], start: Int32Array, index: Int32Array, value?: Float64Array) {
  const newStart = new Int32Array(kept.length + 1);
  kept.forEach((a, i) => (newStart[i + 1] = newStart[i]! + start[a + 1]! - start[a]!));
  const newIndex = new Int32Array(newStart[kept.length]!);
  const newValue = new Float64Array(value ? newIndex.length : 0);
  kept.forEach((a, i) => {
    newIndex.set(index.subarray(start[a]!, start[a + 1]!), newStart[i]!);
    if (value) newValue.set(value.subarray(start[a]!, start[a + 1]!), newStart[i]!);
  });
  return { start: newStart, index: newIndex, value: newValue };
}
