import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { ingestTable, targetsOf } from './ingest-table.js';
import { type AppendFigure, measureAppends, SENDINGS } from './measure-appends.js';
import { measureBook, type RebuildFigures, type StartFigures } from './measure-book.js';

export interface IngestBenchFlags {
  readonly accounts: number;
  readonly events: number;
  readonly seconds: number;
  readonly repeats: number;
  readonly data?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench ingest` measures. */
export interface IngestReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly append: readonly AppendFigure[];
  readonly start: StartFigures;
  readonly rebuild: RebuildFigures;
}

/** Measures, in a folder of its own that is removed afterwards; prints a table, writes JSON. */
export async function runIngestBench(flags: IngestBenchFlags, io: CliIo): Promise<void> {
  const folder = await mkdtemp(join(flags.data ?? tmpdir(), 'bailiwick-bench-'));
  try {
    const report = await measure(flags, folder, (text) => io.stderr(`${text}\n`));
    const json = `${JSON.stringify({ ...report, targets: targetsOf(report) }, null, 2)}\n`;
    if (flags.out !== undefined) await writeFile(flags.out, json);
    io.stdout(flags.json ? json : ingestTable(report));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  { accounts, events, seconds, repeats }: IngestBenchFlags,
  folder: string,
  say: (text: string) => void,
): Promise<IngestReport> {
  const loadBefore = load();
  const machine = await describeMachine(folder);
  const append: AppendFigure[] = [];
  for (const sending of SENDINGS) {
    const { way, batch, underWay } = sending;
    say(
      `${way === 'door' ? 'through the door' : 'into the bare log'}, batches of ${batch}, ${underWay} under way …`,
    );
    append.push(await measureAppends(sending, { folder, seconds, repeats, accounts }));
  }
  const { start, rebuild } = await measureBook({ folder, accounts, events, repeats, say });
  return {
    command: `bailiwick bench ingest --accounts ${accounts} --events ${events} --seconds ${seconds} --repeats ${repeats}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    append,
    start,
    rebuild,
  };
}
