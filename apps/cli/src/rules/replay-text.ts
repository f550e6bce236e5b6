import type { RuleReplay, RulesReplay } from '@bailiwick/territory';
import { addDays } from '@bailiwick/kernel';
import { figure, textTable } from '../text-table.js';

const LINES = [
  ['moves', ({ moves }) => figure(moves)],
  ['moves per account-year', ({ movesPerAccountYear }) => rate(movesPerAccountYear)],
  ['  without stability', ({ rawMovesPerAccountYear }) => rate(rawMovesPerAccountYear)],
  ['reversals', ({ reversals }) => figure(reversals)],
  ['reversals per account-year', ({ reversalsPerAccountYear }) => rate(reversalsPerAccountYear)],
] as const satisfies readonly (readonly [string, (of: RuleReplay) => string])[];

/** A replay for people: how restless either rule set is, then from where to where, and when. */
export function replayText({ from, to, inForce, next, otherwise }: RulesReplay): string {
  const head = ['', 'rules in force', 'new rules'];
  const lines = LINES.map(([name, of]) => [name, of(inForce), of(next)]);
  const both = <K>(key: (of: RuleReplay) => ReadonlyMap<K, number>): [K, string, string][] => {
    const [old, other] = [key(inForce), key(next)];
    return [...new Set([...old.keys(), ...other.keys()])].map((name) => [
      name,
      figure(old.get(name) ?? 0),
      figure(other.get(name) ?? 0),
    ]);
  };
  const transitions = both((of) => new Map(of.transitions.map((t) => [`${t.from} → ${t.to}`, t.moves])));
  const months = both((of) => new Map(of.byMonth.map(({ month, moves }) => [month, moves])));
  const tiers = both((of) => new Map(of.tiers.map(({ tier, accounts }) => [tier, accounts])));
  months.sort(([a], [b]) => (a < b ? -1 : 1));
  const sections = [
    `${figure(next.accounts)} accounts, ${figure(Math.round(next.accountYears))} account-years, ${from} to ${addDays(to, -1)}\n${figure(otherwise)} accounts would have another tier at the end`,
    textTable([head, ...lines]),
    textTable([['From → to', ...head.slice(1)], ...transitions]),
    textTable([['Month', ...head.slice(1)], ...months]),
    textTable([['Accounts at the end', ...head.slice(1)], ...tiers]),
  ];
  return `${sections.join('\n\n')}\n`;
}

function rate(value: number): string {
  return value.toFixed(4);
}
