import type { IsoDate, TierId } from '@bailiwick/kernel';
import {
  analyseRuleSet,
  compileRuleSet,
  diffRuleSets,
  evaluatorsOf,
  previewImpact,
} from '@bailiwick/tiering';
import { median } from '../machine.js';
import { benchAccounts, benchRuleSet, editedRuleSet } from './bench-rules.js';

/** One way to have accounts decided. */
export interface WayFigure {
  readonly name: string;
  /** Decided in each round. */
  readonly accounts: number;
  /** Medians; of all accounts of the benchmark, in proportion where fewer were decided. */
  readonly seconds: number;
  readonly cpuSeconds: number;
}

export interface RulesFigures {
  readonly ways: readonly WayFigure[];
  /** How many times faster than the engine the compiled rules are, by the wall clock. */
  readonly timesEngine: { readonly firstMatch: number; readonly trace: number };
  readonly analysis: { readonly milliseconds: number; readonly boxes: number };
  readonly diff: { readonly milliseconds: number; readonly boxes: number };
}

export interface RulesPlan {
  readonly accounts: number;
  readonly rules: number;
  readonly repeats: number;
  readonly say: (text: string) => void;
}

interface Way {
  readonly name: string;
  readonly accounts: number;
  readonly run: () => Promise<void> | void;
}

/** The engine decides so many in a round: the rest would only take longer. */
const ENGINE_ACCOUNTS = 2_000;
const ON = '2026-11-02' as IsoDate;

/**
 * Lets compiled rules and json-rules-engine (one engine, re-used, one account after the other) decide the same facts
 * in turns, in one process; then the decisions around them.
 */
export async function measureRules({ accounts, rules, repeats, say }: RulesPlan): Promise<RulesFigures> {
  const ruleSet = benchRuleSet(rules);
  const edited = editedRuleSet(ruleSet);
  const book = benchAccounts(accounts);
  const { compiled, engine, factsOf } = evaluatorsOf(ruleSet, 'service');
  const facts = book.map((account) => factsOf(account)!);
  const sample = facts.slice(0, ENGINE_ACCOUNTS);
  const whole = compileRuleSet(ruleSet);
  const today = book.map((account) => {
    const { decision } = whole.decide(account, { previousTier: null, mode: 'service' });
    return { ...account, tier: decision!.tier as TierId };
  });
  const ways: readonly Way[] = [
    { name: FIRST_MATCH, accounts: facts.length, run: () => each(facts, (of) => compiled.winner(of)) },
    { name: TRACE, accounts: facts.length, run: () => each(facts, (of) => compiled.trace(of)) },
    {
      name: ENGINE,
      accounts: sample.length,
      run: async () => {
        for (const of of sample) await engine.winner(of);
      },
    },
    {
      name: 'whole decisions, compiled: facts, bands, rules, buffer, words',
      accounts: book.length,
      run: () => each(book, (account) => whole.decide(account, { previousTier: 'low', mode: 'service' })),
    },
    {
      name: 'impact of an edited rule set',
      accounts: book.length,
      run: async () => {
        const hoursOf = (): number => 800;
        await previewImpact(ruleSet, edited, { accounts: today, on: ON, mode: 'service', hoursOf });
      },
    },
  ];
  const figures = await inTurns(ways, accounts, repeats, say);
  const seconds = (name: string): number => figures.find((figure) => figure.name === name)!.seconds;
  return {
    ways: figures,
    timesEngine: {
      firstMatch: seconds(ENGINE) / seconds(FIRST_MATCH),
      trace: seconds(ENGINE) / seconds(TRACE),
    },
    analysis: timed(repeats, () => analyseRuleSet(ruleSet).boxes),
    diff: timed(repeats, () => diffRuleSets(ruleSet, edited).boxes),
  };
}

export const FIRST_MATCH = 'compiled, first match';
export const TRACE = 'compiled, full trace';
export const ENGINE = 'json-rules-engine, re-used';

function each<T>(of: readonly T[], decide: (one: T) => unknown): void {
  for (const one of of) decide(one);
}

async function inTurns(
  ways: readonly Way[],
  total: number,
  repeats: number,
  say: (text: string) => void,
): Promise<WayFigure[]> {
  const rounds = ways.map(() => [] as { seconds: number; cpuSeconds: number }[]);
  for (let round = 0; round < repeats; round++) {
    for (const [i, { name, accounts, run }] of ways.entries()) {
      if (round === 0) say(`${name} …`);
      const before = process.cpuUsage();
      const start = performance.now();
      await run();
      const seconds = (performance.now() - start) / 1_000;
      const { user, system } = process.cpuUsage(before);
      const scale = total / accounts;
      rounds[i]!.push({ seconds: seconds * scale, cpuSeconds: ((user + system) / 1e6) * scale });
    }
  }
  return ways.map(({ name, accounts }, i) => ({
    name,
    accounts,
    seconds: median(rounds[i]!.map((round) => round.seconds)),
    cpuSeconds: median(rounds[i]!.map((round) => round.cpuSeconds)),
  }));
}

function timed(repeats: number, run: () => number): { milliseconds: number; boxes: number } {
  const times: number[] = [];
  let boxes = 0;
  for (let round = 0; round < repeats; round++) {
    const start = performance.now();
    boxes = run();
    times.push(performance.now() - start);
  }
  return { milliseconds: median(times), boxes };
}
