import type { Disruption, Reoptimisation, ReoptimisedMove } from '@bailiwick/planning';
import type { ImpactChange, ImpactLimit, ImpactReport, WorkloadRow } from '@bailiwick/tiering';
import { figure, textTable } from '../text-table.js';

const MOST_CHANGES = 20;
const MOST_ROWS = 15;

/** An impact, with what re-optimising the book would move where that was asked. */
export interface ToldImpact extends ImpactReport {
  readonly reoptimised?: Reoptimisation;
}

/**
 * An impact for people: the answer first, then transitions, who changes, whose work changes most, and what it would
 * cost in moves to bring the book in order.
 */
export function impactText(impact: ToldImpact, on: string): string {
  const sections = [
    headline(impact, on),
    matrixLines(impact),
    changeLines(impact),
    byHandLines(impact),
    workloadLines('CSM', impact.byCsm),
    workloadLines('manager', impact.byManager),
    workloadLines('region', impact.byRegion),
    ...(impact.reoptimised ? [reoptimisedLines(impact.reoptimised), moveLines(impact.reoptimised)] : []),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function headline(impact: ImpactReport, on: string): string[] {
  const { changed, accounts, pctAccountsChanged, pctHoursShifted, hoursBefore, hoursAfter, csmsOver } =
    impact;
  const lines = [
    `${figure(changed)} of ${figure(accounts)} accounts (${percent(pctAccountsChanged)}) would change tier on ${on}`,
    `hours a month: ${hours(hoursBefore)} before, ${hours(hoursAfter)} after; ${percent(pctHoursShifted)} shifted`,
  ];
  if (impact.anyway > 0) lines.push(`${figure(impact.anyway)} of them by the rules in force as well`);
  if (impact.waiting > 0) lines.push(`${figure(impact.waiting)} of them wait for the end of a freeze window`);
  if (impact.otherCoverage > 0)
    lines.push(`${figure(impact.otherCoverage)} of them have to change hands, between persons and pools`);
  if (impact.byCsm.some(({ capacityHours }) => capacityHours !== undefined))
    lines.push(`CSMs over capacity: ${csmsOver.before} before, ${csmsOver.after} after`);
  return [...lines, ...impact.exceeded.map(limitText)];
}

function limitText({ limit, most, is }: ImpactLimit): string {
  return `BEYOND THE LIMIT ${limit}: ${percent(is)}, at most ${most}%`;
}

function matrixLines({ matrix }: ImpactReport): string[] {
  const rows = matrix.map((cell) => [
    cell.from ?? 'none',
    cell.to ?? 'none',
    figure(cell.accounts),
    figure(cell.arr),
    hours(cell.hoursBefore),
    hours(cell.hoursAfter),
  ]);
  return textTable([['from', 'to', 'accounts', 'ARR', 'hours before', 'after'], ...rows], 2).split('\n');
}

function changeLines({ changes }: ImpactReport): string[] {
  if (changes.length === 0) return [];
  const more = changes.length - MOST_CHANGES;
  const title = more > 0 ? `Who changes: the ${MOST_CHANGES} largest (all: --format json)` : 'Who changes';
  return [title, ...changes.slice(0, MOST_CHANGES).map(changeText)];
}

function changeText(change: ImpactChange): string {
  const { accountId, arr, from, to, ruleBefore, ruleAfter, reason, anyway } = change;
  const rules = `${ruleBefore ?? 'default'} → ${ruleAfter ?? 'default'} (${reason})`;
  return `  ${accountId}  ARR ${figure(arr)}  ${from ?? 'none'} → ${to}: ${rules}${anyway ? ', anyway' : ''}`;
}

function byHandLines({ byHand }: ImpactReport): string[] {
  if (byHand.length === 0) return [];
  const held = byHand.filter(({ tier, byRules }) => tier !== byRules);
  const title = `Tiers by hand: ${figure(byHand.length)}; for ${figure(held.length)} of them the rules alone would say otherwise`;
  const lines = held.slice(0, MOST_CHANGES).map(({ accountId, tier, byRules, author, reason, expiresAt }) => {
    const until = expiresAt.slice(0, 'YYYY-MM-DD'.length);
    return `  ${accountId}  ${tier} until ${until}, by ${author} (${reason}); by the rules ${byRules}`;
  });
  return [title, ...lines];
}

function workloadLines(by: string, rows: readonly WorkloadRow[]): string[] {
  const shift = (row: WorkloadRow): number => Math.abs(row.hoursAfter - row.hoursBefore);
  const shifted = rows.filter((row) => shift(row) > 0).sort((a, b) => shift(b) - shift(a));
  const lines = shifted.slice(0, MOST_ROWS).map((row) => {
    const capacity = row.capacityHours === undefined ? '' : hours(row.capacityHours);
    return [row.id ?? 'none', figure(row.changed), hours(row.hoursBefore), hours(row.hoursAfter), capacity];
  });
  if (lines.length === 0) return [];
  return textTable([[`Workload by ${by}`, 'changed', 'hours before', 'after', 'capacity'], ...lines]).split(
    '\n',
  );
}

const DISRUPTION = [
  ['accounts that change hands', ({ moved }) => figure(moved)],
  ['  mandatory', ({ mandatory }) => figure(mandatory)],
  ['  by choice', ({ discretionary }) => figure(discretionary)],
  ['ARR that changes hands', ({ arrMoved }) => figure(arrMoved)],
  ['hours a month that change hands', ({ hoursMoved }) => hours(hoursMoved)],
  ['territories that change', ({ territories }) => figure(territories)],
  ['accounts that nobody can take', ({ unassigned }) => figure(unassigned)],
] as const satisfies readonly (readonly [string, (of: Reoptimisation['byEdit']) => string])[];

function reoptimisedLines({ today, edited, byEdit }: Reoptimisation): string[] {
  const rows = DISRUPTION.map(([name, of]) => [name, of(today), of(edited), of(byEdit)]);
  return [
    ...textTable([
      ['If the book were then re-optimised', 'rules in force', 'new rules', 'by the edit'],
      ...rows,
    ]).split('\n'),
    ...provenLines(today, edited),
  ];
}

function provenLines(today: Disruption, edited: Disruption): string[] {
  const proven = ({ gap }: Disruption): string =>
    gap === null || gap > 1 ? 'an unknown way' : percent(100 * gap);
  const line = `the plans are at most ${proven(today)} and ${proven(edited)} from the best`;
  if (!today.stoppedByTime && !edited.stoppedByTime) return [line];
  return [`${line}; time ended a search, so that another run may differ by some moves`];
}

function moveLines({ moves }: Reoptimisation): string[] {
  const own = moves.filter(({ today }) => today !== 'same');
  if (own.length === 0) return [];
  const title = `Who changes hands by the new rules and not so by those in force: ${figure(own.length)}`;
  const shown = own.slice(0, MOST_CHANGES);
  return [
    own.length > shown.length ? `${title}, the ${MOST_CHANGES} largest` : title,
    ...shown.map(moveText),
  ];
}

function moveText({ accountId, arr, tier, from, to, mandatory, today }: ReoptimisedMove): string {
  const why = [
    ...(mandatory ? ['mandatory'] : []),
    ...(today === 'elsewhere' ? ['by the rules in force to somebody else'] : []),
  ];
  const said = why.length > 0 ? ` (${why.join(', ')})` : '';
  return `  ${accountId}  ARR ${figure(arr)}  ${tier}: ${from} → ${to ?? 'nobody'}${said}`;
}

function hours(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
