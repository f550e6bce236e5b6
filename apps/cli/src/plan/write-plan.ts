import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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

/** The five outputs of a plan by file name. */
export function planFiles(plan: Plan, title: string): Map<string, string> {
  return new Map([
    ['assignments.csv', csv(assignmentsTable(plan))],
    ['moves.csv', csv(movesTable(plan))],
    ['csms.csv', csv(csmsTable(plan))],
    ['report.html', htmlReport(plan, title)],
    ['summary.json', `${JSON.stringify(summaryOf(plan), null, 2)}\n`],
  ]);
}

/** Writes all files or none: each is written in full beside its place before the first is put there. */
export async function writePlan(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const next = (name: string): string => join(folder, `.${name}.next`);
  try {
    for (const [name, text] of files) await writeFile(next(name), text);
    for (const name of files.keys()) await rename(next(name), join(folder, name));
  } finally {
    for (const name of files.keys()) await rm(next(name), { force: true });
  }
}

function csv({ columns, rows }: Table): string {
  return writeCsv(
    columns.map((name, i) => ({ name, value: (row: Table['rows'][number]) => row[i] })),
    rows,
  );
}
