import type { Plan } from '../plan/plan.js';
import { escapeHtml } from './markup.js';

const CELL = 13;
const LEFT = 90;
const TOP = 90;
const MOST = 160;

/** AE × CSM: who works with whom; kept, opened and closed pairs in three colours. At most 160 of each, the busiest. */
export function pairMatrix(plan: Plan): string {
  const aes = busiest(plan.pairs.map((p) => [p.aeId, p.before + p.after]));
  const csms = busiest(plan.pairs.map((p) => [p.csmId, p.before + p.after]));
  const column = new Map(csms.map((id, i) => [id, i]));
  const line = new Map(aes.map((id, i) => [id, i]));
  const cells = plan.pairs.map((p) => {
    const c = column.get(p.csmId);
    const l = line.get(p.aeId);
    if (c === undefined || l === undefined) return '';
    const kind = p.before > 0 && p.after > 0 ? 'kept' : p.after > 0 ? 'opened' : 'closed';
    const size = Math.min(1, 0.45 + 0.12 * Math.log2(1 + Math.max(p.after, p.before))) * (CELL - 2);
    const offset = (CELL - size) / 2;
    return (
      `<rect class="${kind}" x="${fix(LEFT + c * CELL + offset)}" y="${fix(TOP + l * CELL + offset)}" width="${fix(size)}" height="${fix(size)}">` +
      `<title>${escapeHtml(`${p.aeId} with ${p.csmId}: ${p.before} accounts before, ${p.after} after`)}</title></rect>`
    );
  });
  const width = LEFT + csms.length * CELL + 10;
  const height = TOP + aes.length * CELL + 10;
  const rows = aes.map(
    (id, i) =>
      `<text class="tick" x="${LEFT - 5}" y="${TOP + i * CELL + 10}" text-anchor="end">${escapeHtml(id)}</text>`,
  );
  const columns = csms.map(
    (id, i) =>
      `<text class="tick" transform="translate(${LEFT + i * CELL + 10},${TOP - 5}) rotate(-60)">${escapeHtml(id)}</text>`,
  );
  return (
    `<div class="scroll"><svg class="matrix" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ` +
    `aria-label="Pairs of AEs and CSMs">${rows.join('')}${columns.join('')}${cells.join('')}</svg></div>`
  );
}

/** The ids with the greatest sums, at most 160, in the order of their names. */
function busiest(entries: readonly (readonly [string, number])[]): string[] {
  const sums = new Map<string, number>();
  for (const [id, n] of entries) sums.set(id, (sums.get(id) ?? 0) + n);
  const ids = [...sums].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, MOST);
  return ids.map(([id]) => id).sort();
}

function fix(x: number): string {
  return x.toFixed(1);
}
