import type { MeterQuantity, Problem } from '@bailiwick/planning';

/** The problem as numbers, in the order in which `scripts/timefold-peer` reads them; lists begin with their length. */
export function timefoldFile(problem: Problem): string {
  const others = [...new Set(problem.meters.map(({ quantity }) => quantity))].filter((q) => q !== 'hours');
  const loads = others.map((quantity) => loadsOf(problem, quantity));
  const carries = Array.from({ length: problem.unitCount }, (_, unit) => loads.map((of) => of[unit]!));
  const lists: readonly Iterable<number>[] = [
    ...[problem.arcStart, problem.arcCsm, problem.arcCost, problem.arcHours],
    ...[problem.pairOfArcStart, problem.pairOfArc, problem.pairCost],
    ...[problem.rowOfArcStart, problem.rowOfArc, problem.rowCoef, problem.rows.map(({ limit }) => limit)],
    ...[problem.pairCeilings.map(({ limit }) => limit), ...problem.pairCeilings.map(({ pairs }) => pairs)],
    problem.ceiling,
  ];
  return [
    `${problem.unitCount} ${problem.csmCount}`,
    ...lists.map(line),
    String(others.length),
    line(carries.flat()),
    ...piecesByCell(problem, ['hours', ...others]).map(line),
    '',
  ].join('\n');
}

function line(numbers: Iterable<number>): string {
  const list = [...numbers];
  return [list.length, ...list].join(' ');
}

function loadsOf({ unitArr, unitRenewals }: Problem, quantity: MeterQuantity): Float64Array {
  return quantity === 'arr' ? unitArr : unitRenewals[Number(quantity.slice(-1))]!;
}

/** For each quantity of each CSM its pieces: side, at, slope in turns. */
function piecesByCell({ csmCount, meters }: Problem, quantities: readonly MeterQuantity[]): number[][] {
  const cells: number[][] = Array.from({ length: csmCount * quantities.length }, () => []);
  for (const { csm, quantity, pieces } of meters)
    for (const { side, at, slope } of pieces)
      cells[csm * quantities.length + quantities.indexOf(quantity)]!.push(side, at, slope);
  return cells;
}
