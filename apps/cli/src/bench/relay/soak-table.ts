import { machineLine } from '../machine.js';
import type { MemorySample } from './measure-soak.js';
import type { SoakReport } from './run-soak-bench.js';

const HEAD = ['events', 'seconds', 'RSS at most', 'RSS', 'heap', 'external'];
const WIDTH = 13;
const KB_A_MB = 1_024;

/** The report for people. */
export function soakTable({ command, machine, accounts, steady, grown, sent, recorded }: SoakReport): string {
  const [before, after] = [grown[0]!, grown.at(-1)!];
  const each = (field: 'rssMb' | 'heapMb'): string =>
    (((after[field] - before[field]) * KB_A_MB) / accounts).toFixed(1);
  return [
    command,
    `${machineLine(machine, machine.fileSystem)}; the broker on the same machine`,
    '',
    'memory of the service, MB: resident with all threads; heap and external of the main one after a collection',
    row(HEAD),
    ...steady.map(cells),
    '',
    `${grouped(accounts)} accounts more: resident ${before.rssMb} to ${after.rssMb} MB (${each('rssMb')} KB each), heap ${before.heapMb} to ${after.heapMb} MB (${each('heapMb')} KB each)`,
    `in the log: ${grouped(recorded.distinct)} of ${grouped(sent)} events, ${recorded.twice} of them twice`,
    '',
  ].join('\n');
}

function cells({ events, seconds, rssPeakMb, rssMb, heapMb, externalMb }: MemorySample): string {
  const values = [grouped(events), seconds, rssPeakMb, rssMb];
  return row([...values.map(String), heapMb.toFixed(1), externalMb.toFixed(1)]);
}

function row(columns: readonly string[]): string {
  return columns.map((text) => text.padStart(WIDTH)).join('');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
