import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { companyInstance } from '../plan/bench-instance.js';
import { measurePlacing, type PlaceFigures } from './measure-placing.js';
import { placeTable } from './place-table.js';

export interface PlaceBenchFlags {
  readonly accounts: number;
  readonly csms: number;
  readonly events: number;
  readonly seed: number;
  readonly out?: string;
  readonly json: boolean;
}

export interface PlaceReport extends PlaceFigures {
  readonly command: string;
  readonly machine: LoadedMachine;
}

/** Places one account at a time in a warm book of a sample company; prints a table, writes JSON. */
export async function runPlaceBench(flags: PlaceBenchFlags, io: CliIo): Promise<void> {
  const { accounts, csms, events, seed } = flags;
  const loadBefore = load();
  const machine = await describeMachine(tmpdir());
  io.stderr(`a company of ${accounts} accounts and ${csms} CSMs …\n`);
  const input = await companyInstance({ kind: 'company', accounts, csms, seed });
  io.stderr(`${events} events of each kind …\n`);
  const report: PlaceReport = {
    command: `bailiwick bench place --accounts ${accounts} --csms ${csms} --events ${events} --seed ${seed}`,
    ...measurePlacing(input, events, seed),
    machine: { ...machine, loadBefore, loadAfter: load() },
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (flags.out !== undefined) await writeFile(flags.out, json);
  io.stdout(flags.json ? json : placeTable(report));
}
