import { sameCells, union } from './cell-set.js';
import type { Box } from './formula.js';

/** Joins boxes that differ on one axis only, until none do: fewer words for the same region. */
export function mergeBoxes(boxes: readonly Box[]): Box[] {
  const merged = [...boxes];
  for (let again = true; again;) {
    again = false;
    for (let i = 0; i < merged.length; i += 1) {
      for (let j = merged.length - 1; j > i; j -= 1) {
        const joined = join(merged[i]!, merged[j]!);
        if (!joined) continue;
        merged[i] = joined;
        merged.splice(j, 1);
        again = true;
      }
    }
  }
  return merged;
}

function join(a: Box, b: Box): Box | undefined {
  let differs = -1;
  for (let i = 0; i < a.length; i += 1) {
    if (sameCells(a[i]!, b[i]!)) continue;
    if (differs >= 0) return undefined;
    differs = i;
  }
  return a.map((cells, i) => (i === differs ? union(cells, b[i]!) : cells));
}
