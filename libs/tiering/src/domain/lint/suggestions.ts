const MOST_SEARCHES = 200;
const MOST_CANDIDATES = 1_000;
const LONGEST = 40;

/** Finds the name that a misspelt one was probably meant to be; stops looking after some hundred misspellings. */
export class Suggestions {
  private searches = 0;

  /** `Maybe "…"` for the nearest of `candidates`, or `undefined` where none is near. */
  maybe(name: string, candidates: Iterable<string>): string | undefined {
    this.searches += 1;
    if (this.searches > MOST_SEARCHES || name.length > LONGEST) return undefined;
    const most = Math.max(1, Math.min(3, Math.floor(name.length / 3)));
    let best: string | undefined;
    let distance = most + 1;
    let looked = 0;
    for (const candidate of candidates) {
      looked += 1;
      if (looked > MOST_CANDIDATES) break;
      const d = editDistance(name.toLowerCase(), candidate.toLowerCase(), distance);
      if (d < distance) [best, distance] = [candidate, d];
    }
    return best === undefined ? undefined : `Maybe "${best}"`;
  }
}

/**
 * Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; `limit` where it is at least that.
 * @see Damerau 1964
 */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, replaced, swap ? before[j - 2]! + 1 : limit));
    }
    [before, row] = [row, next];
  }
  return Math.min(row[b.length]!, limit);
}
