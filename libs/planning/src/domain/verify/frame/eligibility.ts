import type { AccountRecord, CsmRecord, Policy } from '@bailiwick/contracts';
import type { PlanningTier } from '../../problem/planning-input.js';

export type RuleName = keyof Policy['eligibility'];

interface Rule {
  /** What the account asks for; it fits when the CSM accepts each of them. */
  readonly asks: (account: AccountRecord, tier: PlanningTier) => readonly string[];
  readonly accepts: (csm: CsmRecord, value: string) => boolean;
}

const optional = (value: string | undefined): readonly string[] => (value ? [value] : []);
const anyOr = (list: readonly string[], value: string): boolean => list.length === 0 || list.includes(value);

const rules: Readonly<Record<RuleName, Rule>> = {
  region: { asks: (a) => optional(a.region), accepts: (c, v) => anyOr(c.regions, v) },
  country: { asks: (a) => optional(a.country), accepts: (c, v) => anyOr(c.countries, v) },
  language: { asks: (a) => optional(a.language), accepts: (c, v) => anyOr(c.languages, v) },
  skills: { asks: (a) => a.requiredSkills, accepts: (c, v) => c.skills.includes(v) },
  clearances: { asks: (a) => a.clearances, accepts: (c, v) => c.clearances.includes(v) },
  tier: { asks: (_a, tier) => [tier.id], accepts: (c, v) => anyOr(c.tiers, v) },
};

const ruleNames = Object.keys(rules) as RuleName[];

/** The rules of the given strictness that the account breaks with this CSM; a rule counts once. */
export function brokenRules(
  strictness: 'hard' | 'soft',
  account: AccountRecord,
  tier: PlanningTier,
  csm: CsmRecord,
  policy: Policy,
): RuleName[] {
  return ruleNames.filter(
    (name) =>
      policy.eligibility[name] === strictness &&
      !rules[name].asks(account, tier).every((value) => rules[name].accepts(csm, value)),
  );
}

/** `pool` accounts fit pools only, `named` ones persons only. */
export function coverageFits(tier: PlanningTier, csm: CsmRecord): boolean {
  return (tier.coverage === 'pool') === csm.pool;
}

/** A set of CSMs by index, as bits. */
type CsmSet = Uint32Array;

/** Answers which CSMs (by index) have an arc from an account, by intersecting one set per value asked for. */
export class ArcSets {
  private readonly sets = new Map<string, CsmSet>();

  constructor(
    private readonly csms: readonly CsmRecord[],
    private readonly capacity: Float64Array,
    private readonly policy: Policy,
  ) {}

  /** True when some CSM with capacity has an arc from each of the accounts. */
  someServesAll(
    accounts: readonly { readonly account: AccountRecord; readonly tier: PlanningTier }[],
  ): boolean {
    const common: CsmSet = new Uint32Array(Math.ceil(this.csms.length / 32)).fill(0xffffffff);
    for (const { account, tier } of accounts) {
      intersect(
        common,
        this.set(`coverage:${tier.coverage}`, (csm) => coverageFits(tier, csm)),
      );
      for (const name of ruleNames) {
        if (this.policy.eligibility[name] !== 'hard') continue;
        for (const value of rules[name].asks(account, tier)) {
          intersect(
            common,
            this.set(`${name}:${value}`, (csm) => rules[name].accepts(csm, value)),
          );
        }
      }
    }
    return common.some((word) => word !== 0);
  }

  private set(key: string, accepts: (csm: CsmRecord) => boolean): CsmSet {
    let set = this.sets.get(key);
    if (!set) {
      set = new Uint32Array(Math.ceil(this.csms.length / 32));
      for (const [j, csm] of this.csms.entries()) {
        if (this.capacity[j]! > 0 && accepts(csm)) set[j >>> 5]! |= 1 << (j & 31);
      }
      this.sets.set(key, set);
    }
    return set;
  }
}

function intersect(into: CsmSet, other: CsmSet): void {
  for (let w = 0; w < into.length; w++) into[w]! &= other[w]!;
}
