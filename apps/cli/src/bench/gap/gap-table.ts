import { machineLine } from '../machine.js';
import { figure, percent, textTable } from '../../text-table.js';
import type { GapReport } from './run-gap-bench.js';

/** The report for people. */
export function gapTable({ command, machine, instances }: GapReport): string {
  return [
    command,
    machineLine(machine),
    '',
    textTable([
      ['instance', 'agents', 'jobs', 'best known', 'objective', 'from best', 'bound', 'gap', 'seconds'],
      ...instances.map((i) => [
        i.name,
        i.agents,
        i.jobs,
        figure(i.best, 2),
        i.feasible ? figure(i.objective, 2) : 'none',
        percent(i.fromBest),
        figure(i.bound, 2),
        percent(i.gap),
        i.seconds.toFixed(1),
      ]),
    ]),
    '',
  ].join('\n');
}
