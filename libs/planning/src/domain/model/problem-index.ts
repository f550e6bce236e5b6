import type { Problem } from '../problem/problem.js';

/** Entries by group: those of group g are `start[g] … start[g+1]` of `item`. */
export interface Grouped {
  readonly start: Int32Array;
  readonly item: Int32Array;
}

/** A problem's arcs looked up from the other side. */
export interface ProblemIndex {
  /** The unit of each arc. */
  readonly unitOfArc: Int32Array;
  /** Arcs of each CSM, ascending. */
  readonly arcsOfCsm: Grouped;
  /** Positions in `rowOfArc` of each row's entries, by ascending arc. */
  readonly entriesOfRow: Grouped;
  /** The arc of each position in `rowOfArc`. */
  readonly arcOfEntry: Int32Array;
  /** Arcs that open each pair, ascending. */
  readonly arcsOfPair: Grouped;
}

export function indexProblem(problem: Problem): ProblemIndex {
  const arcCount = problem.arcCsm.length;
  const arcOfEntry = ownersOf(problem.rowOfArcStart, arcCount);
  const arcOfPairEntry = ownersOf(problem.pairOfArcStart, arcCount);
  const pairEntries = groupBy(problem.pairOfArc, problem.pairCount);
  return {
    unitOfArc: ownersOf(problem.arcStart, problem.unitCount),
    arcsOfCsm: groupBy(problem.arcCsm, problem.csmCount),
    entriesOfRow: groupBy(problem.rowOfArc, problem.rows.length),
    arcOfEntry,
    arcsOfPair: { start: pairEntries.start, item: pairEntries.item.map((entry) => arcOfPairEntry[entry]!) },
  };
}

/** The owner of each entry of a CSR list with `owners` owners. */
function ownersOf(start: Int32Array, owners: number): Int32Array {
  const owner = new Int32Array(start[owners]!);
  for (let k = 0; k < owners; k++) owner.fill(k, start[k], start[k + 1]);
  return owner;
}

/** Positions of `groupOf` by their group, ascending within each; a negative group is left out. */
function groupBy(groupOf: Int32Array, groups: number): Grouped {
  const start = new Int32Array(groups + 1);
  for (const group of groupOf) if (group >= 0) start[group + 1]!++;
  for (let g = 0; g < groups; g++) start[g + 1]! += start[g]!;
  const item = new Int32Array(start[groups]!);
  const next = start.slice(0, groups);
  for (let k = 0; k < groupOf.length; k++) if (groupOf[k]! >= 0) item[next[groupOf[k]!]!++] = k;
  return { start, item };
}
