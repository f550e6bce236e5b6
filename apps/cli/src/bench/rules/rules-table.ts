import { machineLine } from '../machine.js';
import type { Target } from '../ingest/ingest-table.js';
import { FIRST_MATCH, type RulesFigures } from './measure-rules.js';
import type { RulesReport } from './run-rules-bench.js';

const FIRST_MATCH_SECONDS = 0.25;
const TIMES_THE_ENGINE = 250;
const TARGET_ACCOUNTS = 100_000;

export function targetsOf({ ways, timesEngine }: RulesFigures, accounts: number): readonly Target[] {
  const first = ways.find(({ name }) => name === FIRST_MATCH)!;
  const seconds = (first.seconds * TARGET_ACCOUNTS) / accounts;
  return [
    {
      name: 'seconds for 100,000 accounts, compiled, first match',
      target: FIRST_MATCH_SECONDS,
      measured: Number(seconds.toFixed(4)),
      met: seconds <= FIRST_MATCH_SECONDS,
    },
    {
      name: 'times json-rules-engine',
      target: TIMES_THE_ENGINE,
      measured: Math.round(timesEngine.firstMatch),
      met: timesEngine.firstMatch >= TIMES_THE_ENGINE,
    },
  ];
}

/** The report for people. */
export function rulesTable(report: RulesReport): string {
  const { command, machine, accounts, rules, figures } = report;
  const { ways, timesEngine, analysis, diff } = figures;
  return [
    command,
    machineLine(machine),
    '',
    row(`${grouped(accounts)} accounts, ${rules} rules`, 'seconds', 'CPU s', 'µs each'),
    ...ways.map(({ name, seconds, cpuSeconds }) =>
      row(`  ${name}`, seconds.toFixed(3), cpuSeconds.toFixed(3), ((1e6 * seconds) / accounts).toFixed(2)),
    ),
    '',
    `compiled rules against the engine: ${Math.round(timesEngine.firstMatch)} times with first match, ${Math.round(timesEngine.trace)} with trace`,
    `analysis: ${analysis.milliseconds.toFixed(1)} ms, ${grouped(analysis.boxes)} boxes; diff of two versions: ${diff.milliseconds.toFixed(1)} ms, ${grouped(diff.boxes)} boxes`,
    '',
    ...targetsOf(figures, accounts).map(
      ({ name, target, measured, met }) =>
        `${met ? 'met   ' : 'missed'} ${name}: ${grouped(measured)} (wanted: ${grouped(target)})`,
    ),
    '',
  ].join('\n');
}

function row(name: string, ...cells: readonly string[]): string {
  return name.padEnd(66) + cells.map((cell) => cell.padStart(10)).join('');
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
