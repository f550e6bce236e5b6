import { CellFault } from './cells/cell.js';
import type { RowFault } from './table-schema.js';

/** A fault where the day `last` is before the day `first`. */
export function daysInOrder(
  first: string | undefined,
  last: string | undefined,
  names: { readonly first: string; readonly last: string },
): readonly RowFault[] {
  if (first === undefined || last === undefined || last >= first) return [];
  const fault = new CellFault(
    'dates-in-wrong-order',
    `is before ${names.first} ${first}`,
    `a day from ${first} on`,
    `Maybe ${names.first} and ${names.last} were swapped`,
  );
  return [{ column: names.last, value: last, fault }];
}
