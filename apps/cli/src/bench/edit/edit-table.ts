import { figure, textTable } from '../../text-table.js';
import { machineLine } from '../machine.js';
import type { EditReport } from './run-edit-bench.js';

/** The report for people. */
export function editTable({ command, machine, accounts, csms, changed, figures }: EditReport): string {
  return [
    command,
    machineLine(machine),
    `${figure(accounts)} accounts, ${figure(csms)} CSMs; ${figure(changed)} accounts change tier`,
    '',
    textTable([
      ['', 'seconds', 'longest stalls ms', 'answers p50 ms', 'p99 ms', 'max ms'],
      ...figures.map(({ name, seconds, stalls, answers }) => {
        return [name, seconds, stalls.join(' '), answers.p50, answers.p99, answers.max];
      }),
    ]),
    '',
  ].join('\n');
}
