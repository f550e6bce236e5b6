import { textTable } from '../../text-table.js';
import { type LoadedMachine, machineLine } from '../machine.js';
import type { WatchedFigure } from './watched.js';

export interface WatchedReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly figures: readonly WatchedFigure[];
}

/** The report for people. @param about lines on what was measured */
export function watchedTable({ command, machine, figures }: WatchedReport, about: readonly string[]): string {
  return [
    command,
    machineLine(machine),
    ...about,
    '',
    textTable([
      ['', 'seconds', 'longest stalls ms', 'p99.9 ms', 'processor ms', 'answers p50 ms', 'p99 ms', 'max ms'],
      ...figures.map(({ name, seconds, stalls, stallP999, busy, answers: { p50, p99, max } }) => {
        return [name, seconds, stalls.join(' '), stallP999, busy.join(' '), p50, p99, max];
      }),
    ]),
    '',
  ].join('\n');
}
