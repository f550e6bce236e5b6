/** `text` safe inside HTML text and quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** 1234567 → "1,234,567"; decimals as asked. */
export function formatNumber(value: number, decimals = 0): string {
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.') as [string, string?];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? '−' : '';
  return sign + grouped + (fraction === undefined ? '' : `.${fraction}`);
}

/** 1234567 → "1.2M". */
export function formatShort(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e9) return `${(value / 1e9).toFixed(1)}B`;
  if (size >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
  if (size >= 1e4) return `${Math.round(value / 1e3)}K`;
  return formatNumber(value, size > 0 && size < 10 ? 1 : 0);
}

/** 0.1234 → "12.3%"; "–" for nothing. */
export function formatShare(value: number | null | undefined, decimals = 1): string {
  return value === null || value === undefined ? '–' : `${(value * 100).toFixed(decimals)}%`;
}

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Right-aligned when numeric. */
  readonly numeric?: boolean;
  /** Kept in one line, as days are. */
  readonly unbroken?: boolean;
}

/** An HTML table; cells are escaped. */
export function htmlTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const align = (c: Column<Row>): string => (c.numeric ? ' class="n"' : c.unbroken ? ' class="u"' : '');
  const head = columns.map((c) => `<th${align(c)} scope="col">${escapeHtml(c.title)}</th>`).join('');
  const body = rows
    .map((r) => `<tr>${columns.map((c) => `<td${align(c)}>${escapeHtml(c.cell(r))}</td>`).join('')}</tr>`)
    .join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}
