import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { measureRules, type RulesFigures } from './measure-rules.js';
import { rulesTable, targetsOf } from './rules-table.js';

export interface RulesBenchFlags {
  readonly accounts: number;
  readonly rules: number;
  readonly repeats: number;
  readonly out?: string;
  readonly json: boolean;
}

/** Everything that `bench rules` measures. */
export interface RulesReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly accounts: number;
  readonly rules: number;
  readonly figures: RulesFigures;
}

/** Measures in memory; prints a table, writes JSON. */
export async function runRulesBench(flags: RulesBenchFlags, io: CliIo): Promise<void> {
  const { accounts, rules, repeats } = flags;
  const loadBefore = load();
  const machine = await describeMachine(tmpdir());
  const figures = await measureRules({ accounts, rules, repeats, say: (text) => io.stderr(`${text}\n`) });
  const report: RulesReport = {
    command: `bailiwick bench rules --accounts ${accounts} --rules ${rules} --repeats ${repeats}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    accounts,
    rules,
    figures,
  };
  const json = `${JSON.stringify({ ...report, targets: targetsOf(figures, accounts) }, null, 2)}\n`;
  if (flags.out !== undefined) await writeFile(flags.out, json);
  io.stdout(flags.json ? json : rulesTable(report));
}
