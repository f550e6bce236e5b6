import type { SearchState } from './search-state.js';

/** The units that a search moves and the arcs that it tries: unit `units[k]` has `arcs[start[k]] … [start[k + 1] − 1]`. */
export interface ArcChoice {
  readonly units: Int32Array;
  readonly start: Int32Array;
  readonly arcs: Int32Array;
}

/** All arcs of `units`; units without a choice are left out. */
export function allArcs({ model }: SearchState, units: Iterable<number>): ArcChoice {
  const { arcStart } = model;
  return choose(units, (unit, keep) => {
    for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++) keep(a);
  });
}

/** Of `choice` the arcs that the state has visited since `forgetVisits`, and the present ones. */
export function visitedArcs({ arcOf, visited }: SearchState, choice: ArcChoice): ArcChoice {
  const { units, start, arcs } = choice;
  let k = 0;
  return choose(units, (unit, keep) => {
    for (let i = start[k]!; i < start[k + 1]!; i++)
      if (visited[arcs[i]!] || arcs[i] === arcOf[unit]) keep(arcs[i]!);
    k++;
  });
}

export function forgetVisits({ visited }: SearchState, { arcs }: ArcChoice): void {
  for (const arc of arcs) visited[arc] = 0;
}

function choose(
  units: Iterable<number>,
  list: (unit: number, keep: (arc: number) => void) => void,
): ArcChoice {
  const [kept, start, arcs]: [number[], number[], number[]] = [[], [0], []];
  for (const unit of units) {
    const before = arcs.length;
    list(unit, (arc) => arcs.push(arc));
    if (arcs.length - before < 2) arcs.length = before;
    else start[kept.push(unit)] = arcs.length;
  }
  return { units: Int32Array.from(kept), start: Int32Array.from(start), arcs: Int32Array.from(arcs) };
}
