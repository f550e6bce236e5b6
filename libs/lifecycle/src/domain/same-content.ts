import type { IncomingRecord } from './subject-event.js';

/** True when both say the same: type, subject, time and data as parsed, whatever the order of fields. */
export function sameContent(a: IncomingRecord, b: IncomingRecord): boolean {
  return a.type === b.type && sameJson(a.data, b.data);
}

/** Deep equality of JSON values; a field that is `undefined` counts as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => sameJson(x, b[i]))
    );
  }
  const [left, right] = [a as Readonly<Record<string, unknown>>, b as Readonly<Record<string, unknown>>];
  const keys = definedKeys(left);
  return keys.length === definedKeys(right).length && keys.every((key) => sameJson(left[key], right[key]));
}

function definedKeys(value: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(value).filter((key) => value[key] !== undefined);
}
