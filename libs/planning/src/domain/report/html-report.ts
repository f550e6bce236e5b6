import type { FrontierPoint, Plan, PlannedCsm } from '../plan/plan.js';
import { TERM_NAMES, type TermName, totalPoints } from '../plan/term-points.js';
import { beforeAfterBars, type BarRow } from './bars.js';
import { escapeHtml, formatNumber, formatShare, formatShort, htmlTable } from './markup.js';
import { pairMatrix } from './pair-matrix.js';
import { STYLE } from './style.js';
import { alternativeInWords } from './tables.js';
import { tiersByHand } from './tiers-by-hand.js';

const MOST_CSMS = 150;
const MOST_MOVES = 500;

/** The plan as one self-contained HTML page: no script, nothing loaded from anywhere. */
export function htmlReport(plan: Plan, title: string): string {
  const body = [
    header(plan, title),
    cards(plan),
    problems(plan),
    terms(plan),
    workload(plan),
    arr(plan),
    pairs(plan),
    moves(plan),
    tiersByHand(plan),
    frontier(plan),
    method(plan),
  ];
  return (
    `<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>\n${body.join('\n')}\n</main></body></html>\n`
  );
}

function header(plan: Plan, title: string): string {
  return `<h1>${escapeHtml(title)}</h1><p class="soft">As of ${plan.asOf}. ${escapeHtml(verdict(plan))}</p>`;
}

function verdict({ status, gap, counts }: Plan): string {
  const open = counts['unassigned'] ? ` ${counts['unassigned']} accounts are left unassigned.` : '';
  switch (status) {
    case 'optimal':
      return `Proven optimal: no plan under this policy scores better.${open}`;
    case 'feasible':
      return gap === null
        ? `Every hard constraint is kept; no bound was proven.${open}`
        : `Every hard constraint is kept; proven within ${formatShare(gap, 2)} of the best possible plan.${open}`;
    case 'infeasible':
      return `The hard constraints contradict each other; this plan relaxes the ones named below.${open}`;
    case 'failed':
      return 'No plan was found that keeps every hard constraint.';
  }
}

function cards(plan: Plan): string {
  const c = plan.counts;
  const card = (value: string, label: string): string =>
    `<div class="card"><b>${value}</b><span>${escapeHtml(label)}</span></div>`;
  const moved = c['moved'] ?? 0;
  const accounts = plan.accounts.length;
  return `<div class="cards">${[
    card(formatNumber(accounts), 'active accounts'),
    card(formatNumber(moved), `accounts change hands (${formatShare(accounts ? moved / accounts : 0)})`),
    card(formatNumber(c['discretionary'] ?? 0), 'of them by choice'),
    card(formatNumber(c['placed'] ?? 0), 'new accounts placed'),
    card(formatNumber(c['unassigned'] ?? 0), 'left unassigned'),
    card(formatShort(plan.objective), `points, ${beforeInWords(plan)}`),
  ].join('')}</div>`;
}

/** Today's points; a million for each unassigned account would hide the rest. */
function beforeInWords({ termsBefore }: Plan): string {
  const { unassigned } = termsBefore;
  const rest = `today ${formatShort(totalPoints(termsBefore) - unassigned)}`;
  return unassigned > 0 ? `${rest}, and accounts without a CSM` : rest;
}

function problems(plan: Plan): string {
  const boxes = plan.relaxations.map(
    (r) =>
      `<div class="alarmbox"><b>${escapeHtml(r.message)}</b>${r.remedy ? `<br>${escapeHtml(r.remedy)}` : ''}</div>`,
  );
  const splits = plan.splits.length
    ? `<p class="soft">${plan.splits.length} families are planned account by account, because nobody may serve all of their accounts or they are in conflict: ${escapeHtml(
        plan.splits
          .map((s) => s.parentId)
          .slice(0, 20)
          .join(', '),
      )}${plan.splits.length > 20 ? ' …' : ''}.</p>`
    : '';
  return boxes.length || splits ? `<h2>What needs your attention</h2>${boxes.join('')}${splits}` : '';
}

const TERM_TITLES: Record<TermName, string> = {
  unassigned: 'accounts without a CSM',
  overload: 'overload',
  move: 'moves by choice',
  pair: 'AE–CSM pairs',
  avp: 'AVP–CSM pairs',
  fit: 'fit',
  balanceHours: 'balance of hours',
  balanceArr: 'balance of ARR',
  balanceRenewals: 'balance of renewals',
  eligibility: 'soft eligibility rules',
};

function terms(plan: Plan): string {
  const rows = TERM_NAMES.filter((t) => plan.terms[t] > 0 || plan.termsBefore[t] > 0);
  // Unassigned accounts cost a million each and would flatten every other bar: the table shows them.
  const drawn = rows.filter((t) => t !== 'unassigned');
  const bars = drawn.map((t): BarRow => {
    const [before, after] = [plan.termsBefore[t], plan.terms[t]];
    return {
      label: TERM_TITLES[t],
      title: `${formatNumber(before, 1)} → ${formatNumber(after, 1)} points`,
      before,
      after,
      value: formatNumber(after, 1),
    };
  });
  const table = htmlTable(
    [
      { title: 'term', cell: (t: TermName) => TERM_TITLES[t] },
      { title: 'today', numeric: true, cell: (t) => formatNumber(plan.termsBefore[t], 1) },
      { title: 'plan', numeric: true, cell: (t) => formatNumber(plan.terms[t], 1) },
      { title: 'change', numeric: true, cell: (t) => formatNumber(plan.terms[t] - plan.termsBefore[t], 1) },
    ],
    rows,
  );
  return `<h2>What the plan is made of</h2><p class="soft">Points by term, lower is better; hollow = today's book, solid = the plan.</p>${beforeAfterBars(bars, { title: 'Terms of the objective' })}<p></p>${table}`;
}

function workload(plan: Plan): string {
  const able = plan.csms.filter((c) => c.capacityHours > 0);
  const share = (hours: number, c: PlannedCsm): number => hours / c.capacityHours;
  const rows = shown(able, (c) => share(c.hours, c)).map((c): BarRow => ({
    label: c.csmId,
    title: `${c.csmId}: ${formatNumber(c.before.hours, 1)} h → ${formatNumber(c.hours, 1)} h of ${formatNumber(c.capacityHours, 1)} h`,
    before: share(c.before.hours, c),
    after: share(c.hours, c),
    value: `${formatShare(share(c.hours, c), 0)} (${formatShare(share(c.before.hours, c), 0)})`,
    alarm: share(c.hours, c) > 1.0005,
  }));
  return `<h2>Workload by CSM</h2><p class="soft">Hours of work as a share of capacity over the horizon; hollow = today, solid = the plan, in brackets today.${cut(able)}</p>${beforeAfterBars(rows, { title: 'Workload by CSM', mark: { at: 1, label: '100% of capacity' } })}`;
}

function arr(plan: Plan): string {
  const able = plan.csms.filter((c) => c.capacityHours > 0 || c.arr > 0);
  const rows = shown(able, (c) => c.arr).map((c): BarRow => ({
    label: c.csmId,
    title: `${c.csmId}: ${formatNumber(c.before.arr)} → ${formatNumber(c.arr)}, ${c.accounts} accounts`,
    before: c.before.arr,
    after: c.arr,
    value: `${formatShort(c.arr)} (${formatShort(c.before.arr)})`,
  }));
  return `<h2>ARR by CSM</h2><p class="soft">ARR of each book; hollow = today, solid = the plan.${cut(able)}</p>${beforeAfterBars(rows, { title: 'ARR by CSM' })}`;
}

function shown(csms: readonly PlannedCsm[], by: (c: PlannedCsm) => number): PlannedCsm[] {
  return [...csms].sort((a, b) => by(b) - by(a) || (a.csmId < b.csmId ? -1 : 1)).slice(0, MOST_CSMS);
}

function cut(csms: readonly PlannedCsm[]): string {
  return csms.length > MOST_CSMS ? ` The first ${MOST_CSMS} of ${csms.length}; all are in csms.csv.` : '';
}

function pairs(plan: Plan): string {
  if (plan.pairs.length === 0) return '';
  const n = { kept: 0, opened: 0, closed: 0 };
  for (const p of plan.pairs) n[p.before > 0 && p.after > 0 ? 'kept' : p.after > 0 ? 'opened' : 'closed']++;
  const item = (kind: keyof typeof n, style: string): string =>
    `<span><i style="${style}"></i>${n[kind]} ${kind}</span>`;
  return `<h2>AEs and the CSMs they work with</h2><div class="legend">${item('kept', 'background:var(--kept)')}${item('opened', 'background:var(--opened)')}${item('closed', 'border:1.5px solid var(--closed)')}</div>${pairMatrix(plan)}`;
}

function moves(plan: Plan): string {
  const rows = [...plan.moves]
    .sort((a, b) => b.arr - a.arr || (a.accountId < b.accountId ? -1 : 1))
    .slice(0, MOST_MOVES);
  if (rows.length === 0) return '<h2>Moves</h2><p>No account changes hands.</p>';
  const table = htmlTable(
    [
      { title: 'account', cell: (m: Plan['moves'][number]) => m.accountId },
      { title: 'from', cell: (m) => m.from },
      { title: 'to', cell: (m) => m.to ?? 'nobody' },
      { title: 'ARR', numeric: true, cell: (m) => formatNumber(m.arr) },
      { title: 'kind', cell: (m) => (m.mandatory ? 'mandatory' : 'by choice') },
      {
        title: 'cost',
        numeric: true,
        cell: (m) => (m.costDelta === null ? '–' : formatNumber(m.costDelta, 1)),
      },
      { title: 'why', cell: (m) => m.why },
      { title: 'next best', cell: (m) => m.alternatives.slice(0, 2).map(alternativeInWords).join('; ') },
    ],
    rows,
  );
  const all = plan.moves.length > MOST_MOVES ? ` The ${MOST_MOVES} largest; all are in moves.csv.` : '';
  return `<h2>Moves</h2><p class="soft">${formatNumber(plan.moves.length)} accounts leave their CSM. Cost: points of the plan minus points with only this account put back; "–" where that would break a hard constraint.${all}</p>${table}`;
}

function frontier(plan: Plan): string {
  if (!plan.frontier) return '';
  const table = htmlTable<FrontierPoint>(
    [
      { title: 'moves allowed', numeric: true, cell: (p) => formatNumber(Math.floor(p.maxMoves)) },
      { title: 'made', numeric: true, cell: (p) => formatNumber(p.moves) },
      { title: 'points', numeric: true, cell: (p) => formatNumber(p.objective, 1) },
      { title: 'outcome', cell: (p) => p.status },
      { title: 'proven within', numeric: true, cell: (p) => (p.gap === null ? '–' : formatShare(p.gap, 3)) },
      { title: 'of them balance', numeric: true, cell: (p) => formatNumber(balancePoints(p), 1) },
      {
        title: 'one more saves',
        numeric: true,
        cell: (p) => (p.priceOfOneMore === null ? '–' : formatNumber(p.priceOfOneMore, 2)),
      },
    ],
    plan.frontier,
  );
  return `<h2>What more moves would bring</h2><p class="soft">The best plans found with other budgets of moves by choice, everything else as it is. Balance: overload, hours, ARR and renewals. One more saves: points for each further move that is allowed, on average up to the next line.</p>${table}`;
}

function balancePoints({ terms: t }: FrontierPoint): number {
  return t.overload + t.balanceHours + t.balanceArr + t.balanceRenewals;
}

function method(plan: Plan): string {
  const { solver, seconds, seed, bound, gap } = plan;
  const proof =
    bound === null
      ? 'no bound'
      : `bound ${formatNumber(bound, 2)} (${solver.boundBy ?? 'proven'}), gap ${formatShare(gap, 3)}`;
  return `<h2>How it was made</h2><p class="soft">Objective ${formatNumber(plan.objective, 2)}, ${escapeHtml(proof)}. Method: ${solver.method} (${escapeHtml(solver.name)}), ${formatNumber(solver.iterations)} search iterations, seed ${seed}, ${seconds.toFixed(1)} s${solver.stoppedByTime ? ', stopped by the time limit' : ''}${escapeHtml(lossesOf(solver))}. Inputs ${escapeHtml(plan.inputsHash.slice(0, 16))}.</p>`;
}

function lossesOf({ losses = [] }: Plan['solver']): string {
  return losses.length > 0 ? `; made without what was lost: ${losses.join(', ')}` : '';
}
