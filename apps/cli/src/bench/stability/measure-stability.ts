import { defaultRuleSet, type RuleSet } from '@bailiwick/contracts';
import {
  checkRuleSet,
  compileRuleSet,
  type CourseRules,
  stabilityOf,
  TierCourse,
  type TieringAccount,
} from '@bailiwick/tiering';
import { type Observation, simulatedAccount } from './simulated-accounts.js';

/** How restless tiers are under one way to keep them stable. */
export interface PolicyFigures {
  readonly name: string;
  readonly stability: RuleSet['stability'];
  readonly movesPerAccountYear: number;
  /** Moves that take back the account's move before, at most a year later. */
  readonly reversalsPerAccountYear: number;
  /** Of the months of all accounts, in how many the tier was another than the rules alone give. */
  readonly pctOffRawTier: number;
}

export interface StabilityPlan {
  readonly accounts: number;
  readonly months: number;
  readonly seed: number;
  readonly say: (text: string) => void;
}

interface Sums {
  moves: number;
  reversals: number;
  off: number;
}

const NONE = {
  bufferPct: 0,
  confirmPeriods: 0,
  periodDays: 30,
  minDwellDays: 0,
  maxBufferDays: null,
  reviewCadence: 'none',
} as const;

/** Ways to keep tiers stable, from none to what this product does by default. */
const POLICIES: readonly { readonly name: string; readonly stability: RuleSet['stability'] }[] = [
  { name: 'no policy', stability: NONE },
  { name: '3-month dwell', stability: { ...NONE, minDwellDays: 91 } },
  { name: 'quarterly review', stability: { ...NONE, reviewCadence: 'quarterly' } },
  { name: '±5% buffer', stability: { ...NONE, bufferPct: 5 } },
  { name: '±10% buffer', stability: { ...NONE, bufferPct: 10 } },
  { name: '±5% buffer, 2 confirmations', stability: { ...NONE, bufferPct: 5, confirmPeriods: 2 } },
  { name: 'the default rule set', stability: defaultRuleSet.stability },
];

/** Takes the same simulated accounts through the rules under each policy, one account after the other. */
export function measureStability({ accounts, months, seed, say }: StabilityPlan): readonly PolicyFigures[] {
  const raw = rulesWith(NONE);
  const ways = POLICIES.map((policy) => ({
    ...policy,
    rules: rulesWith(policy.stability),
    sums: { moves: 0, reversals: 0, off: 0 },
  }));
  for (let i = 0; i < accounts; i++) {
    const life = simulatedAccount(seed, i, months);
    const rawTiers = life.map(({ account }) => raw.decide(account, null)!.rawTier);
    for (const { rules, sums } of ways) follow(life, rawTiers, rules, sums);
    if (i % 5_000 === 4_999) say(`${i + 1} accounts`);
  }
  const years = (accounts * months) / 12;
  return ways.map(({ name, stability, sums }) => ({
    name,
    stability,
    movesPerAccountYear: sums.moves / years,
    reversalsPerAccountYear: sums.reversals / years,
    pctOffRawTier: (100 * sums.off) / (accounts * months),
  }));
}

function follow(
  life: readonly Observation[],
  rawTiers: readonly string[],
  rules: CourseRules<TieringAccount>,
  sums: Sums,
): void {
  const course = new TierCourse(rules);
  for (const [month, { on, account }] of life.entries()) {
    course.look(on, account);
    if (course.tier !== rawTiers[month]) sums.off += 1;
  }
  sums.moves += course.moves.length;
  sums.reversals += course.moves.filter(({ reversal }) => reversal).length;
}

/** The default rules under another policy, decided as the service decides. */
function rulesWith(stability: RuleSet['stability']): CourseRules<TieringAccount> {
  const ruleSet = checkRuleSet({ ...defaultRuleSet, stability, tests: [] });
  const compiled = compileRuleSet(ruleSet);
  return {
    stability: stabilityOf(ruleSet),
    decide: (account, previousTier) => compiled.decide(account, { previousTier, mode: 'service' }).decision,
  };
}
