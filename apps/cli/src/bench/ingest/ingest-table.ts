import { machineLine } from '../machine.js';
import type { Way } from './measure-appends.js';
import type { IngestReport } from './run-ingest-bench.js';

/** What a figure should be, and is. */
export interface Target {
  readonly name: string;
  readonly target: number;
  readonly measured: number;
  readonly met: boolean;
}

const EVENTS_A_SECOND = 20_000;
const START_SECONDS = 1;
const REBUILT_A_SECOND = 100_000;

export function targetsOf({ append, start, rebuild }: IngestReport): readonly Target[] {
  const most = (which: Way): number =>
    Math.max(...append.filter(({ way }) => way === which).map(({ perSecond }) => perSecond));
  const durable = (which: Way, name: string): Target =>
    target(
      `durable events a second, in batches, ${name}`,
      EVENTS_A_SECOND,
      most(which),
      most(which) >= EVENTS_A_SECOND,
    );
  return [
    durable('log', 'into the log'),
    durable('door', 'through the door'),
    target(
      'seconds from a snapshot to an answer of the book',
      START_SECONDS,
      start.bookSeconds,
      start.bookSeconds <= START_SECONDS,
    ),
    target(
      'events a second, rebuilding the book',
      REBUILT_A_SECOND,
      rebuild.perSecond,
      rebuild.perSecond >= REBUILT_A_SECOND,
    ),
  ];
}

function target(name: string, wanted: number, measured: number, met: boolean): Target {
  return { name, target: wanted, measured: Number(measured.toFixed(3)), met };
}

/** The report for people. */
export function ingestTable(report: IngestReport): string {
  const { command, machine, append, start, rebuild } = report;
  return [
    command,
    machineLine(machine, machine.fileSystem),
    '',
    row('durable events a second', 'batch', 'under way', 'events/s', 'per CPU s', 'median ms', 'p99 ms'),
    ...append.map(({ way, batch, underWay, perSecond, perCpuSecond, medianMs, p99Ms }) => {
      const name = way === 'door' ? '  through the door' : '  bare log';
      return row(name, batch, underWay, grouped(perSecond), grouped(perCpuSecond), medianMs, p99Ms);
    }),
    '',
    `start at ${grouped(start.accounts)} accounts, from a snapshot (code loaded in ${start.loadedMs} ms before that)`,
    `  the book answers after       ${start.bookSeconds.toFixed(3)} s   (peak ${start.bookRssPeakMb} MB)`,
    `  the territory process after  ${start.processSeconds.toFixed(3)} s   (peak ${start.processRssPeakMb} MB)`,
    '',
    `rebuild of the book from ${grouped(rebuild.events)} events of ${grouped(rebuild.accounts)} accounts`,
    `  ${rebuild.seconds.toFixed(2)} s, ${grouped(rebuild.perSecond)} events/s, ${grouped(rebuild.perCpuSecond)} per CPU s (peak ${rebuild.rssPeakMb} MB, heap ${rebuild.heapPeakMb} MB)`,
    '',
    ...targetsOf(report).map(
      ({ name, target: wanted, measured, met }) =>
        `${met ? 'met   ' : 'missed'} ${name}: ${grouped(measured)} (wanted: ${grouped(wanted)})`,
    ),
    '',
  ].join('\n');
}

function row(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(26) + cells.map((cell) => String(cell).padStart(11)).join('');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
