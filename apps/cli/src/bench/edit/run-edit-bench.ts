import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileUsers } from '@bailiwick/access';
import type { CliIo } from '../../cli-io.js';
import { found } from '../ingest/bench-log.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { untilAtRest } from '../relay/measure-relay.js';
import { startProbedService } from '../live/probed-service.js';
import { editTable } from './edit-table.js';
import { type EditFigures, measureEdit } from './measure-edit.js';

export interface EditBenchFlags {
  readonly accounts: number;
  readonly csms: number;
  readonly previews: number;
  readonly data?: string;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench edit` measures. */
export interface EditReport extends EditFigures {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly csms: number;
}

const AES = 150;
/** Nobody is over capacity: deciding on tiers is what is measured. */
const ROOMY_HOURS = 10_000;

/** Measures on a service of its own; prints a table, writes JSON. */
export async function runEditBench(flags: EditBenchFlags, io: CliIo): Promise<void> {
  const folder = await mkdtemp(join(flags.data ?? tmpdir(), 'bailiwick-bench-'));
  try {
    const report = await measure(flags, folder, (text) => io.stderr(`${text}\n`));
    const json = `${JSON.stringify(report, null, 2)}\n`;
    if (flags.out !== undefined) await writeFile(flags.out, json);
    io.stdout(flags.json ? json : editTable(report));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  { accounts, csms, previews }: EditBenchFlags,
  folder: string,
  say: (text: string) => void,
): Promise<EditReport> {
  const loadBefore = load();
  const machine = await describeMachine(folder);
  const dataDir = join(folder, 'data');
  say(`a company of ${accounts} accounts and ${csms} CSMs …`);
  await found(dataDir, accounts, { csms, aes: AES, capacityHours: ROOMY_HOURS });
  const users = new FileUsers({ dataDir });
  const tokens = { ops: await users.add('ops', 'ops'), approver: await users.add('approver', 'approver') };
  const service = await startProbedService(dataDir);
  try {
    await untilAtRest(service);
    const figures = await measureEdit(service, tokens, previews, say);
    return {
      command: `bailiwick bench edit --accounts ${accounts} --csms ${csms} --previews ${previews}`,
      machine: { ...machine, loadBefore, loadAfter: load() },
      csms,
      ...figures,
    };
  } finally {
    await service.stop();
  }
}
