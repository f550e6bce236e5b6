import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load, type LoadedMachine, machineLine } from '../machine.js';
import { textTable } from '../../text-table.js';
import { measureStability, type PolicyFigures } from './measure-stability.js';

export interface StabilityBenchFlags {
  readonly accounts: number;
  readonly months: number;
  readonly seed: number;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench stability` measures. */
export interface StabilityReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly policies: readonly PolicyFigures[];
}

/** Simulates in memory; prints a table, writes JSON. */
export async function runStabilityBench(flags: StabilityBenchFlags, io: CliIo): Promise<void> {
  const { accounts, months, seed, out, json } = flags;
  const loadBefore = load();
  const machine = await describeMachine(tmpdir());
  const say = (text: string): void => io.stderr(`${text}\n`);
  const policies = measureStability({ accounts, months, seed, say });
  const report: StabilityReport = {
    command: `bailiwick bench stability --accounts ${accounts} --months ${months} --seed ${seed}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    policies,
  };
  const text = `${JSON.stringify(report, null, 2)}\n`;
  if (out !== undefined) await writeFile(out, text);
  io.stdout(json ? text : tableOf(report));
}

function tableOf({ command, machine, policies }: StabilityReport): string {
  const rows = policies.map(({ name, movesPerAccountYear, reversalsPerAccountYear, pctOffRawTier }) => [
    name,
    movesPerAccountYear.toFixed(4),
    reversalsPerAccountYear.toFixed(4),
    `${pctOffRawTier.toFixed(2)}%`,
  ]);
  const head = ['', 'moves per account-year', 'reversals', 'months off the raw tier'];
  return `${[command, machineLine(machine), '', textTable([head, ...rows])].join('\n')}\n`;
}
