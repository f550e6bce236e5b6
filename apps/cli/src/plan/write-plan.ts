import { writeCsv } from '@bailiwick/contracts';
import {
  assignmentsTable,
  csmsTable,
  htmlReport,
  movesTable,
  type Plan,
  summaryOf,
  type Table,
} from '@bailiwick/planning';

/** The outputs of a plan by file name. */
export function planFiles(plan: Plan, title: string): Map<string, string> {
  return new Map([
    ['assignments.csv', csv(assignmentsTable(plan))],
    ['moves.csv', csv(movesTable(plan))],
    ['csms.csv', csv(csmsTable(plan))],
    ['report.html', htmlReport(plan, title)],
    ['summary.json', json(summaryOf(plan))],
    ...(plan.frontier ? [['frontier.json', json({ points: plan.frontier })] as const] : []),
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A table as the text of a CSV file. */
export function csv({ columns, rows }: Table): string {
  return writeCsv(
    columns.map((name, i) => ({ name, value: (row: Table['rows'][number]) => row[i] })),
    rows,
  );
}
