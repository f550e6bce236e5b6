/** Pairs of a problem that has none. */
export function noPairs(arcs: number) {
  const none = new Int32Array(0);
  return {
    pairOfArcStart: new Int32Array(arcs + 1),
    pairOfArc: none,
    pairCount: 0,
    pairCost: new Float64Array(0),
    pairKind: new Uint8Array(0),
    pairOwner: none,
    pairCsm: none,
  };
}

/** What ties the units of a problem together beside ceilings on hours, where there is nothing: no pair, row or meter. */
export function untied(arcs: number) {
  return {
    ...noPairs(arcs),
    avpOfAe: new Int32Array(0),
    pairCeilings: [],
    rows: [],
    rowOfArcStart: new Int32Array(arcs + 1),
    rowOfArc: new Int32Array(0),
    rowCoef: new Float64Array(0),
    meters: [],
    unitRenewals: [],
  };
}
