import { machineLine } from '../machine.js';
import type { RelayReport } from './run-relay-bench.js';

/** The report for people. */
export function relayTable({ command, machine, ceiling, serial, backlog, latency }: RelayReport): string {
  const { rssMb } = latency;
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
    `    p50 ${latency.p50} ms, p95 ${latency.p95} ms, p99 ${latency.p99} ms, max ${latency.max} ms (p50 until it was recorded: ${latency.recordedP50} ms)`,
    `    memory of the service: ${rssMb.first} MB first, ${rssMb.last} MB last, ${rssMb.peak} MB at most`,
    '',
  ].join('\n');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
