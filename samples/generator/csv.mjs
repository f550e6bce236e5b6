/** CSV as RFC 4180 says, with LF, and with `'` before text that a spreadsheet would take for a formula. */

/** @param {unknown} value */
function cell(value) {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return cell(value.join(';'));
  let text = String(value);
  if (typeof value === 'string' && /^'*[=+\-@\t]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @template T
 * @param {Readonly<Record<string, (item: T) => unknown>>} columns by name, in order
 * @param {readonly T[]} items one row each
 */
export function toCsv(columns, items) {
  const values = Object.values(columns);
  const rows = items.map((item) => values.map((value) => cell(value(item))).join(','));
  return [Object.keys(columns).join(','), ...rows].join('\n') + '\n';
}
