import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../../cli-io.js';
import { openLog } from '../../events/local-log.js';
import { found } from '../ingest/bench-log.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { AES, benchPrefix, onBenchService, ROOMY_HOURS, SOURCE } from './bench-company.js';
import { type BenchKafka, clientCeiling, openKafka } from './bench-kafka.js';
import {
  type BacklogFigures,
  type LatencyFigures,
  measureBacklog,
  measureLatency,
  untilAtRest,
} from './measure-relay.js';
import { mixedEvents } from './mixed-events.js';
import { relayTable } from './relay-table.js';
import { measureMemory, type SoakReport } from './run-soak-bench.js';
import { serialCommits, type SerialFigures } from './serial-commits.js';
import { soakTable } from './soak-table.js';
import { recordedMoments, stageFigures, type StageFigures } from './stages.js';

export interface RelayBenchFlags {
  readonly accounts: number;
  readonly csms: number;
  readonly events: number;
  readonly rate: number;
  readonly seconds: number;
  /** Measure memory instead, over so many events. */
  readonly soak?: number;
  readonly brokers?: string;
  readonly mongodb?: string;
  readonly data?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench relay` measures. */
export interface RelayReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly ceiling: { readonly produced: number; readonly consumed: number };
  readonly serial: readonly SerialFigures[];
  readonly backlog: BacklogFigures;
  readonly latency: LatencyFigures;
  readonly stages: StageFigures;
}

const CEILING_SECONDS = 5;
const SERIAL_SECONDS = 3;
/** What a process does for the first time takes longer. */
const WARM_EVENTS = 2_000;
/** The steady rate is kept up for so long before it is measured. */
const SETTLE_SECONDS = 20;

/** Measures with a service of its own on topics of its own; prints a table, writes JSON. */
export async function runRelayBench(flags: RelayBenchFlags, io: CliIo): Promise<void> {
  const folder = await mkdtemp(join(flags.data ?? tmpdir(), 'bailiwick-bench-'));
  const kafka = await openKafka(flags.brokers);
  try {
    const { report, table } = await measured(flags, folder, kafka, (text) => io.stderr(`${text}\n`));
    const json = `${JSON.stringify(report, null, 2)}\n`;
    if (flags.out !== undefined) await writeFile(flags.out, json);
    io.stdout(flags.json ? json : table);
  } finally {
    kafka.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function measured(
  flags: RelayBenchFlags,
  folder: string,
  kafka: BenchKafka,
  say: (text: string) => void,
): Promise<{ readonly report: RelayReport | SoakReport; readonly table: string }> {
  if (flags.soak === undefined) {
    const report = await measure(flags, folder, kafka, say);
    return { report, table: relayTable(report) };
  }
  const report = await measureMemory(flags, flags.soak, folder, kafka, say);
  return { report, table: soakTable(report) };
}

async function measure(
  { accounts, csms, events: count, rate, seconds, mongodb }: RelayBenchFlags,
  folder: string,
  kafka: BenchKafka,
  say: (text: string) => void,
): Promise<RelayReport> {
  const loadBefore = load();
  const machine = await describeMachine(folder);
  say('the client library alone …');
  const ceiling = await clientCeiling(kafka, `${benchPrefix()}ceiling`, CEILING_SECONDS);
  say('commits one after the other …');
  const serial = await serialCommits(folder, mongodb, SERIAL_SECONDS);
  say(`a company of ${accounts} accounts and ${csms} CSMs …`);
  const dataDir = join(folder, 'data');
  await found(dataDir, accounts, { csms, aes: AES, capacityHours: ROOMY_HOURS });
  const { backlog, latency, stages } = await onBenchService(kafka, dataDir, {}, async (setting) => {
    await measureBacklog(setting, mixedEvents('warm', accounts, AES, 1), WARM_EVENTS);
    say(`a backlog of ${count} events …`);
    const backlog = await measureBacklog(setting, mixedEvents('backlog', accounts, AES, 2), count);
    say(`${rate} events a second for ${seconds} s …`);
    await untilAtRest(setting.service);
    await measureLatency(setting, mixedEvents('settle', accounts, AES, 4), rate, SETTLE_SECONDS);
    const steady = mixedEvents('steady', accounts, AES, 3);
    const { figures: latency, dueAt } = await measureLatency(setting, steady, rate, seconds);
    const recordedAt = await recorded(dataDir);
    return { backlog, latency, stages: stageFigures(dueAt, recordedAt, setting.changes) };
  });
  return {
    command: `bailiwick bench relay --accounts ${accounts} --csms ${csms} --events ${count} --rate ${rate} --seconds ${seconds}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    ceiling,
    serial,
    backlog,
    latency,
    stages,
  };
}

async function recorded(dataDir: string): Promise<Map<string, number>> {
  const store = await openLog({ dataDir });
  try {
    return await recordedMoments(store, SOURCE);
  } finally {
    await store.close();
  }
}
