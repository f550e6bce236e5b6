import { escapeHtml } from './markup.js';

/** One line of a before/after picture. */
export interface BarRow {
  readonly label: string;
  /** Shown when the pointer rests on the line. */
  readonly title: string;
  readonly before: number;
  readonly after: number;
  /** Text at the end of the line. */
  readonly value: string;
  /** Drawn in the warning colour. */
  readonly alarm?: boolean;
}

export interface BarOptions {
  readonly title: string;
  /** A vertical line with a name, e.g. 100% of capacity. */
  readonly mark?: { readonly at: number; readonly label: string };
}

const ROW = 18;
const LEFT = 150;
const RIGHT = 96;
const WIDTH = 860;
const TOP = 26;

/** Horizontal bars: the plan as a solid bar, today's book as a hollow one behind it. */
export function beforeAfterBars(rows: readonly BarRow[], { title, mark }: BarOptions): string {
  const most = Math.max(mark?.at ?? 0, ...rows.flatMap((r) => [r.before, r.after])) || 1;
  const x = (v: number): number => round(LEFT + (v / most) * (WIDTH - LEFT - RIGHT));
  const height = TOP + rows.length * ROW + 8;
  const lines = rows.map((r, i) => bar(r, TOP + i * ROW, x));
  const marker = mark
    ? `<line class="mark" x1="${x(mark.at)}" x2="${x(mark.at)}" y1="${TOP - 6}" y2="${height - 4}"/>` +
      `<text class="marktext" x="${x(mark.at)}" y="${TOP - 10}" text-anchor="middle">${escapeHtml(mark.label)}</text>`
    : '';
  return `<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${lines.join('')}${marker}</svg>`;
}

function bar(row: BarRow, y: number, x: (v: number) => number): string {
  const width = (v: number): number => round(x(v) - LEFT);
  return (
    `<g><title>${escapeHtml(row.title)}</title>` +
    `<text class="label" x="${LEFT - 8}" y="${y + 12}" text-anchor="end">${escapeHtml(row.label)}</text>` +
    `<rect class="before" x="${LEFT}" y="${y + 1}" width="${width(row.before)}" height="${ROW - 4}"/>` +
    `<rect class="after${row.alarm ? ' alarm' : ''}" x="${LEFT}" y="${y + 4}" width="${width(row.after)}" height="${ROW - 10}"/>` +
    `<text class="value" x="${WIDTH - RIGHT + 8}" y="${y + 12}">${escapeHtml(row.value)}</text></g>`
  );
}

function round(v: number): number {
  return Math.round(v * 10) / 10;
}
