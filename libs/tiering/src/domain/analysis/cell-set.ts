/** A set of an axis's cells, one bit a cell. Never changed once it is made. */
export type CellSet = Uint32Array;

/** What a box's cells are to a condition's: outside, inside, or some of each. */
export const OUTSIDE = 0;
export const INSIDE = 1;
export const PARTLY = 2;
export type Standing = typeof OUTSIDE | typeof INSIDE | typeof PARTLY;

/** The cells of the half-open ranges of cell numbers. */
export function cellSet(cells: number, ...ranges: readonly (readonly [from: number, to: number])[]): CellSet {
  const set = new Uint32Array((cells + 31) >>> 5);
  for (const [from, to] of ranges)
    for (let cell = from; cell < to; cell += 1) set[cell >>> 5]! |= 1 << (cell & 31);
  return set;
}

// Loops, since a callback for each word would cost more than the word: analyses do little else.
export function intersection(a: CellSet, b: CellSet): CellSet {
  const set = new Uint32Array(a.length);
  for (let i = 0; i < set.length; i += 1) set[i] = a[i]! & b[i]!;
  return set;
}

export function union(a: CellSet, b: CellSet): CellSet {
  const set = new Uint32Array(a.length);
  for (let i = 0; i < set.length; i += 1) set[i] = a[i]! | b[i]!;
  return set;
}

export function difference(a: CellSet, b: CellSet): CellSet {
  const set = new Uint32Array(a.length);
  for (let i = 0; i < set.length; i += 1) set[i] = a[i]! & ~b[i]!;
  return set;
}

export function isEmpty(set: CellSet): boolean {
  for (let i = 0; i < set.length; i += 1) if (set[i] !== 0) return false;
  return true;
}

export function sameCells(a: CellSet, b: CellSet): boolean {
  return a === b || a.every((word, i) => word === b[i]);
}

export function hasCell(set: CellSet, cell: number): boolean {
  return (set[cell >>> 5]! & (1 << (cell & 31))) !== 0;
}

/** The numbers of its cells, rising. */
export function cellsOf(set: CellSet): number[] {
  const cells: number[] = [];
  for (let i = 0; i < set.length; i += 1)
    for (let word = set[i]!; word !== 0; word &= word - 1) cells.push(i * 32 + 31 - Math.clz32(word & -word));
  return cells;
}

export function standing(box: CellSet, condition: CellSet): Standing {
  let [inside, outside] = [0, 0];
  for (let i = 0; i < box.length; i += 1) {
    const word = box[i]!;
    inside |= word & condition[i]!;
    outside |= word & ~condition[i]!;
    if (inside !== 0 && outside !== 0) return PARTLY;
  }
  return inside === 0 ? OUTSIDE : INSIDE;
}
