import { machineLine } from '../machine.js';
import { figure, textTable } from '../../text-table.js';
import type { Percentiles } from './measure-placing.js';
import type { PlaceReport } from './run-place-bench.js';

/** The report for people. */
export function placeTable(report: PlaceReport): string {
  const { command, machine, accounts, csms, warmSeconds, heapMb, rssMb } = report;
  const row = (name: string, solved: number, p: Percentiles): (string | number)[] => {
    return [name, p.count, solved, p.p50Ms, p.p95Ms, p.p99Ms, p.maxMs];
  };
  return [
    command,
    machineLine(machine),
    `${figure(accounts)} active accounts, ${figure(csms)} CSMs: warm after ${figure(warmSeconds, 2)} s, heap ${figure(heapMb)} MB, resident ${figure(rssMb)} MB`,
    '',
    textTable([
      ['one event', 'count', 'solved', 'p50 ms', 'p95 ms', 'p99 ms', 'max ms'],
      row('a new account', report.placed, report.newAccount),
      row('an expansion that overloads its CSM', report.relieved, report.expansion),
    ]),
    '',
  ].join('\n');
}
