/** A table for a terminal: the first column to the left, the others to the right, as wide as they need to be. */
export function textTable(rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map((row) => row.map(String));
  const widths = (text[0] ?? []).map((_, k) => Math.max(...text.map((row) => row[k]?.length ?? 0)));
  return text
    .map((row) =>
      row.map((cell, k) => (k === 0 ? cell.padEnd(widths[k]!) : cell.padStart(widths[k]!))).join('  '),
    )
    .join('\n');
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
