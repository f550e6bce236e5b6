import type { Problem } from '../problem/problem.js';
import { onlyArc } from './impossible-arcs.js';

/**
 * The arcs of units that have a choice, by CSM, laid out as the tree of what a book opens:
 * CSM → AVP pairs (`top`) → AE pairs (`group`) → arcs (`slot`). Arcs that open no pair are in a group, and groups
 * without AVP in a top, that costs nothing and is always open (pair −1). The pairs of an arc that do not lie on its
 * way up the tree (a unit of several AEs) are priced by links instead.
 */
export interface Books {
  readonly csmTop: Int32Array;
  readonly topGroup: Int32Array;
  readonly groupSlot: Int32Array;
  readonly slotArc: Int32Array;
  readonly slotUnit: Int32Array;
  readonly topPair: Int32Array;
  readonly groupPair: Int32Array;
  /** 1 where the pair is open in every plan (or there is none to open). */
  readonly topForced: Uint8Array;
  readonly groupForced: Uint8Array;
  /** The only live arc of each unit, −1 for units with a choice. */
  readonly onlyArc: Int32Array;
  /** The live arc to nobody of each unit with a choice, −1 when it has none. */
  readonly nobodyArc: Int32Array;
  /** 1 for the entries of `pairOfArc` that links price. */
  readonly linked: Uint8Array;
  /** Pairs outside the tree. */
  readonly loosePair: Int32Array;
  /** 1 for the pairs that are open in every plan. */
  readonly pairForced: Uint8Array;
}

interface Placement {
  /** The group of each arc: its AE pair, or `pairCount + csm`. −1 for arcs outside the books. */
  readonly groupKey: Int32Array;
  /** The AVP pair above each AE pair, −1 when there is none that all its arcs open. */
  readonly parent: Int32Array;
}

export function booksOf(problem: Problem, dead: Uint8Array): Books {
  const { unitCount, arcStart, arcCsm, pairCount } = problem;
  const only = new Int32Array(unitCount);
  const nobodyArc = new Int32Array(unitCount).fill(-1);
  const pairForced = new Uint8Array(pairCount);
  for (let u = 0; u < unitCount; u++) {
    only[u] = onlyArc(arcStart, dead, u);
    if (only[u] >= 0) forcePairs(problem, only[u], pairForced);
    else nobodyArc[u] = lastNobodyArc(arcStart, arcCsm, dead, u);
  }
  const placement = placeArcs(problem, dead, only);
  return { onlyArc: only, nobodyArc, pairForced, ...layOut(problem, placement, pairForced) };
}

function forcePairs({ pairOfArcStart, pairOfArc }: Problem, a: number, forced: Uint8Array): void {
  for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) forced[pairOfArc[k]] = 1;
}

function lastNobodyArc(arcStart: Int32Array, arcCsm: Int32Array, dead: Uint8Array, u: number): number {
  for (let a = arcStart[u + 1] - 1; a >= arcStart[u]; a--) if (arcCsm[a] < 0 && !dead[a]) return a;
  return -1;
}

function placeArcs(problem: Problem, dead: Uint8Array, only: Int32Array): Placement {
  const { unitCount, arcStart, arcCsm, pairCount } = problem;
  const groupKey = new Int32Array(arcCsm.length).fill(-1);
  const parent = avpPairAbove(problem);
  for (let u = 0; u < unitCount; u++) {
    if (only[u] >= 0) continue;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (dead[a] || arcCsm[a] < 0) continue;
      const pair = firstAePair(problem, a);
      groupKey[a] = pair >= 0 ? pair : pairCount + arcCsm[a];
      if (pair >= 0 && parent[pair] >= 0 && !opens(problem, a, parent[pair])) parent[pair] = -1;
    }
  }
  return { groupKey, parent };
}

function avpPairAbove({ pairCount, pairKind, pairOwner, pairCsm, avpOfAe, csmCount }: Problem): Int32Array {
  const avpPair = new Map<number, number>();
  for (let p = 0; p < pairCount; p++)
    if (pairKind[p] === 1) avpPair.set(pairOwner[p] * csmCount + pairCsm[p], p);
  return Int32Array.from({ length: pairCount }, (_, p) => {
    const avp = pairKind[p] === 0 ? (avpOfAe[pairOwner[p]] ?? -1) : -1;
    return avp < 0 ? -1 : (avpPair.get(avp * csmCount + pairCsm[p]) ?? -1);
  });
}

function firstAePair({ pairOfArcStart, pairOfArc, pairKind }: Problem, a: number): number {
  for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++)
    if (pairKind[pairOfArc[k]] === 0) return pairOfArc[k];
  return -1;
}

function opens({ pairOfArcStart, pairOfArc }: Problem, a: number, pair: number): boolean {
  for (let k = pairOfArcStart[a]; k < pairOfArcStart[a + 1]; k++) if (pairOfArc[k] === pair) return true;
  return false;
}

function layOut(problem: Problem, { groupKey, parent }: Placement, pairForced: Uint8Array) {
  const { csmCount, pairCount, unitCount, arcStart } = problem;
  const csmOf = (key: number): number => (key < pairCount ? problem.pairCsm[key] : key - pairCount);
  const topOf = (key: number): number =>
    key < pairCount && parent[key] >= 0 ? parent[key] : pairCount + csmOf(key);
  const size = new Int32Array(pairCount + csmCount);
  for (const key of groupKey) if (key >= 0) size[key]++;
  const keys = Array.from(size.keys()).filter((key) => size[key] > 0);
  keys.sort((p, q) => csmOf(p) - csmOf(q) || topOf(p) - topOf(q) || p - q);
  const tops = [...new Set(keys.map(topOf))];
  const groupSlot = starts(keys.map((key) => size[key]));
  const slotArc = new Int32Array(groupSlot[keys.length]);
  const slotUnit = new Int32Array(slotArc.length);
  const next = new Int32Array(pairCount + csmCount);
  keys.forEach((key, g) => (next[key] = groupSlot[g]));
  for (let u = 0; u < unitCount; u++) {
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      if (groupKey[a] < 0) continue;
      slotUnit[next[groupKey[a]]] = u;
      slotArc[next[groupKey[a]]++] = a;
    }
  }
  const pairOf = (key: number): number => (key < pairCount ? key : -1);
  const groupPair = Int32Array.from(keys, pairOf);
  const topPair = Int32Array.from(tops, pairOf);
  const forced = (pairs: Int32Array): Uint8Array =>
    Uint8Array.from(pairs, (p) => (p < 0 ? 1 : pairForced[p]));
  const topIndex = new Map(tops.map((key, t) => [key, t]));
  return {
    csmTop: starts(countBy(tops.map(csmOf), csmCount)),
    topGroup: starts(
      countBy(
        keys.map((key) => topIndex.get(topOf(key)) ?? 0),
        tops.length,
      ),
    ),
    groupSlot,
    slotArc,
    slotUnit,
    topPair,
    groupPair,
    topForced: forced(topPair),
    groupForced: forced(groupPair),
    linked: linkedEntries(problem, groupKey, parent),
    loosePair: loosePairs(pairCount, groupPair, topPair),
  };
}

function linkedEntries(problem: Problem, groupKey: Int32Array, parent: Int32Array): Uint8Array {
  const linked = new Uint8Array(problem.pairOfArc.length);
  for (let a = 0; a < groupKey.length; a++) {
    if (groupKey[a] < 0) continue;
    const group = groupKey[a];
    const top = group < problem.pairCount ? parent[group] : -1;
    for (let k = problem.pairOfArcStart[a]; k < problem.pairOfArcStart[a + 1]; k++) {
      const pair = problem.pairOfArc[k];
      if (pair !== group && pair !== top) linked[k] = 1;
    }
  }
  return linked;
}

function loosePairs(pairCount: number, groupPair: Int32Array, topPair: Int32Array): Int32Array {
  const inTree = new Uint8Array(pairCount);
  for (const pairs of [groupPair, topPair]) for (const p of pairs) if (p >= 0) inTree[p] = 1;
  return Int32Array.from(inTree.keys()).filter((p) => !inTree[p]);
}

function countBy(keys: readonly number[], length: number): number[] {
  const counts = new Array<number>(length).fill(0);
  for (const key of keys) counts[key]++;
  return counts;
}

function starts(sizes: readonly number[]): Int32Array {
  const start = new Int32Array(sizes.length + 1);
  sizes.forEach((size, i) => (start[i + 1] = start[i] + size));
  return start;
}
