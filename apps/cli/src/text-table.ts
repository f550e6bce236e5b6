/** A table for a terminal: the first columns, `names` of them, to the left, the others to the right, as wide as they need to be. */
export function textTable(rows: readonly (readonly (string | number)[])[], names = 1): string {
  const text = rows.map((row) => row.map(String));
  const widths = (text[0] ?? []).map((_, k) => Math.max(...text.map((row) => row[k]?.length ?? 0)));
  const cells = (row: readonly string[]): string[] =>
    row.map((cell, k) => (k < names ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!)));
  return text.map((row) => cells(row).join('  ').trimEnd()).join('\n');
}

/** 1,234,567.8: at most so many decimals; a dash for nothing. */
export function figure(value: number | null | undefined, decimals = 0): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–';
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}

/** 0.123%; a dash for nothing. */
export function percent(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–';
  return `${(100 * share).toFixed(3)}%`;
}
