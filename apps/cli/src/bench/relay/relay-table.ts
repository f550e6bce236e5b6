import { machineLine } from '../machine.js';
import type { RelayReport } from './run-relay-bench.js';
import { type Percentiles, type Stage, STAGES } from './stages.js';

const NAMES: Readonly<Record<Stage, string>> = {
  recorded: 'due until in the log',
  decided: 'until its change of territory is in the log',
  sent: 'until that is handed to the broker',
  read: 'until it is committed and read',
};

/** The report for people. */
export function relayTable({
  command,
  machine,
  ceiling,
  serial,
  backlog,
  latency,
  stages,
}: RelayReport): string {
  const { rssMb, wait } = latency;
  return [
    command,
    `${machineLine(machine, machine.fileSystem)}; the broker on the same machine`,
    '',
    'the client library alone (kafkajs, 500 bytes, batches of 1,000)',
    `  produced ${grouped(ceiling.produced)}/s acknowledged by all, consumed ${grouped(ceiling.consumed)}/s`,
    'commits a second, one after the other',
    ...serial.map(({ store, perSecond }) => `  ${store.padEnd(10)} ${grouped(perSecond)}`),
    '',
    'Kafka → log → tier → placement → territory-changed on Kafka',
    `  a backlog of ${grouped(backlog.events)} events: ${backlog.seconds} s, ${grouped(backlog.perSecond)} events/s, ${grouped(backlog.changes)} changes of territory (memory, peak: ${backlog.rssPeakMb} MB)`,
    `  ${grouped(latency.rate)} events/s for ${latency.seconds} s, from when an event was due until its change was read (${grouped(latency.changes)} changes):`,
    `    ${line(wait)}`,
    ...STAGES.map((stage) => `      ${NAMES[stage].padEnd(44)} ${line(stages[stage])}`),
    `    memory of the service: ${rssMb.first} MB first, ${rssMb.last} MB last, ${rssMb.peak} MB at most`,
    '',
  ].join('\n');
}

function line({ p50, p95, p99, max }: Percentiles): string {
  return `p50 ${p50} ms, p95 ${p95} ms, p99 ${p99} ms, max ${max} ms`;
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
