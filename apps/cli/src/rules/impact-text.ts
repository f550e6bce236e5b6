import type { ImpactChange, ImpactLimit, ImpactReport, WorkloadRow } from '@bailiwick/tiering';

const MOST_CHANGES = 20;
const MOST_ROWS = 15;

/** An impact for people: the answer first, then transitions, who changes, and whose work changes most. */
export function impactText(impact: ImpactReport, on: string): string {
  const sections = [
    headline(impact, on),
    matrixLines(impact),
    changeLines(impact),
    workloadLines('CSM', impact.byCsm),
    workloadLines('manager', impact.byManager),
    workloadLines('region', impact.byRegion),
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
    `${grouped(changed)} of ${grouped(accounts)} accounts (${percent(pctAccountsChanged)}) would change tier on ${on}`,
    `hours a month: ${hours(hoursBefore)} before, ${hours(hoursAfter)} after; ${percent(pctHoursShifted)} shifted`,
  ];
  if (impact.anyway > 0) lines.push(`${grouped(impact.anyway)} of them by the rules in force as well`);
  if (impact.waiting > 0)
    lines.push(`${grouped(impact.waiting)} of them wait for the end of a freeze window`);
  if (impact.otherCoverage > 0)
    lines.push(`${grouped(impact.otherCoverage)} of them have to change hands, between persons and pools`);
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
    grouped(cell.accounts),
    grouped(cell.arr),
    hours(cell.hoursBefore),
    hours(cell.hoursAfter),
  ]);
  return table(['from', 'to', 'accounts', 'ARR', 'hours before', 'after'], rows, 2);
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
  return `  ${accountId}  ARR ${grouped(arr)}  ${from ?? 'none'} → ${to}: ${rules}${anyway ? ', anyway' : ''}`;
}

function workloadLines(by: string, rows: readonly WorkloadRow[]): string[] {
  const shift = (row: WorkloadRow): number => Math.abs(row.hoursAfter - row.hoursBefore);
  const shifted = rows.filter((row) => shift(row) > 0).sort((a, b) => shift(b) - shift(a));
  const lines = shifted.slice(0, MOST_ROWS).map((row) => {
    const capacity = row.capacityHours === undefined ? '' : hours(row.capacityHours);
    return [row.id ?? 'none', grouped(row.changed), hours(row.hoursBefore), hours(row.hoursAfter), capacity];
  });
  if (lines.length === 0) return [];
  return table([`Workload by ${by}`, 'changed', 'hours before', 'after', 'capacity'], lines, 1);
}

/** The first columns are names, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[], names: number): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  return all.map((row) =>
    row
      .map((cell, i) => (i < names ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!)))
      .join('  ')
      .trimEnd(),
  );
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}

function hours(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

function percent(value: number): string {
  return `${value.toFixed(2)}%`;
}
