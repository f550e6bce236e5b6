import { figure } from '../../text-table.js';
import { watchedTable } from '../live/watched-table.js';
import type { EditReport } from './run-edit-bench.js';

/** The report for people. */
export function editTable(report: EditReport): string {
  const { accounts, csms, changed } = report;
  return watchedTable(report, [
    `${figure(accounts)} accounts, ${figure(csms)} CSMs; ${figure(changed)} accounts change tier`,
  ]);
}
