/** CSV as RFC 4180 says, with LF, and with `'` before text that a spreadsheet would take for a formula. */

/** @param {unknown} value */
function cell(value) {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return cell(value.join(';'));
  let text = String(value);
  if (typeof value === 'string' && /^[=+\-@\t]/.test(text)) text = `'${text}`;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * @param {readonly string[]} header
 * @param {readonly Record<string, unknown>[]} rows
 */
export function toCsv(header, rows) {
  return (
    [header.join(','), ...rows.map((row) => header.map((name) => cell(row[name])).join(','))].join('\n') +
    '\n'
  );
}
