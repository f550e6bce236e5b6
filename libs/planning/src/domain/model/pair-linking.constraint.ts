import type { Problem } from '../problem/problem.js';
import { RowRole } from './mip-model.js';
import type { ModelBuilder } from './model-builder.js';

/**
 * Hard: x ≤ y for each arc and each pair that it opens (strong linking: the tightest relaxation). Where every arc that
 * opens an AE pair also opens the pair of its AVP, that AVP pair is linked to the AE pair once instead (y ≤ y').
 */
export function strongPairLinking(model: ModelBuilder): void {
  const { pairOfArc, pairOfArcStart } = model.problem;
  const implied = impliedPairs(model);
  for (let arc = 0; arc < model.arcCount; arc++) {
    const from = pairOfArcStart[arc]!;
    const opened = pairOfArc.subarray(from, pairOfArcStart[arc + 1]!);
    opened.forEach((pair, k) => {
      if (opened.indexOf(pair) !== k || opened.some((other) => implied[other] === pair)) return;
      link(model, arc, pair, RowRole.ArcOpensPair, arc);
    });
  }
  implied.forEach((avpPair, aePair) => {
    if (avpPair >= 0) link(model, model.pairColumn(aePair), avpPair, RowRole.PairOpensPair, aePair);
  });
}

/** Hard: Σ x ≤ n · y over the n arcs that open a pair (weak linking: fewer rows, a looser relaxation). */
export function weakPairLinking(model: ModelBuilder): void {
  const { start, item } = model.index.arcsOfPair;
  for (let pair = 0; pair < model.problem.pairCount; pair++) {
    const arcs = new Set(item.subarray(start[pair]!, start[pair + 1]!));
    if (!arcs.size) continue;
    for (const arc of arcs) model.entry(arc, 1);
    model.entry(model.pairColumn(pair), -arcs.size);
    model.row(RowRole.ArcsOpenPair, -Infinity, 0, pair);
  }
}

function link(model: ModelBuilder, column: number, pair: number, role: RowRole, first: number): void {
  model.entry(column, 1);
  model.entry(model.pairColumn(pair), -1);
  model.row(role, -Infinity, 0, first, pair);
}

/** For each AE pair the AVP pair that every one of its arcs opens too; −1 where there is none. */
function impliedPairs({ problem, index }: ModelBuilder): Int32Array {
  const implied = new Int32Array(problem.pairCount).fill(-1);
  const { start, item } = index.arcsOfPair;
  for (let pair = 0; pair < problem.pairCount; pair++) {
    if (problem.pairKind[pair] !== 0 || start[pair] === start[pair + 1]) continue;
    const avpPair = avpPairBeside(problem, pair, item[start[pair]!]!);
    const arcs = item.subarray(start[pair]!, start[pair + 1]!);
    if (avpPair >= 0 && arcs.every((arc) => opens(problem, arc, avpPair))) implied[pair] = avpPair;
  }
  return implied;
}

function avpPairBeside(problem: Problem, pair: number, arc: number): number {
  const avp = problem.avpOfAe[problem.pairOwner[pair]!] ?? -1;
  if (avp < 0) return -1;
  const { pairOfArc, pairOfArcStart, pairKind, pairOwner, pairCsm } = problem;
  for (let k = pairOfArcStart[arc]!; k < pairOfArcStart[arc + 1]!; k++) {
    const other = pairOfArc[k]!;
    if (pairKind[other] === 1 && pairOwner[other] === avp && pairCsm[other] === pairCsm[pair]) return other;
  }
  return -1;
}

function opens({ pairOfArc, pairOfArcStart }: Problem, arc: number, pair: number): boolean {
  return pairOfArc.subarray(pairOfArcStart[arc]!, pairOfArcStart[arc + 1]!).includes(pair);
}
