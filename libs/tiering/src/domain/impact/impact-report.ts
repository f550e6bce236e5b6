import type { Problem } from '@bailiwick/kernel';
import type { IsoDate } from '@bailiwick/kernel';
import type { DecisionCause } from '../decision/tier-decision.js';

/** Accounts that go from one tier to another, or stay. Hours are hours a month. */
export interface TransitionCell {
  /** Today's tier; `null`: none. */
  readonly from: string | null;
  readonly to: string | null;
  readonly accounts: number;
  readonly arr: number;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
}

/** One account whose tier changes, and why. */
export interface ImpactChange {
  readonly accountId: string;
  readonly csmId: string | null;
  readonly arr: number;
  readonly from: string | null;
  readonly to: string;
  /** The day on which the change applies: that of the activation, or the first after a freeze window. */
  readonly appliesOn: IsoDate;
  readonly cause: DecisionCause;
  /** The rule that decides by the rules in force; `null`: the default tier, or the account cannot be decided. */
  readonly ruleBefore: string | null;
  /** The rule that decides by the new ones; `null`: the default tier. */
  readonly ruleAfter: string | null;
  /** The words of that rule. */
  readonly reason: string;
  /** The rules in force, activated on the same day, would make the same change. */
  readonly anyway: boolean;
  /** Another kind of coverage: the account has to change hands. */
  readonly otherCoverage: boolean;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
}

/** An account whose tier somebody decided on: no rule set changes it until that ends. */
export interface TierByHand {
  readonly accountId: string;
  readonly tier: string;
  /** What the new rules alone give it. */
  readonly byRules: string;
  readonly author: string;
  readonly reason: string;
  readonly expiresAt: string;
}

export interface WorkloadRow {
  readonly id: string | null;
  readonly accounts: number;
  /** Of these, how many change. */
  readonly changed: number;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
  /** Hours a month; absent where it is not known. */
  readonly capacityHours?: number;
}

export interface ImpactLimit {
  readonly limit: 'maxPctAccountsChanged' | 'maxPctHoursShifted';
  readonly most: number;
  readonly is: number;
}

/** What activating a rule set would do to a book of business, if nobody's book were then re-arranged. */
export interface ImpactReport {
  readonly accounts: number;
  readonly changed: number;
  /** Of these, how many the rules in force would change as well. */
  readonly anyway: number;
  /** Of these, how many wait for the end of a freeze window. */
  readonly waiting: number;
  readonly otherCoverage: number;
  readonly hoursBefore: number;
  readonly hoursAfter: number;
  /** 100 × changed / accounts. */
  readonly pctAccountsChanged: number;
  /** 100 × the sum of what each account's hours change by, up or down / hours before. */
  readonly pctHoursShifted: number;
  /** The limits that this goes beyond. */
  readonly exceeded: readonly ImpactLimit[];
  /** By today's tier, then by the new one, in the order of the tiers' ranks. */
  readonly matrix: readonly TransitionCell[];
  /** Largest ARR first. */
  readonly changes: readonly ImpactChange[];
  readonly byCsm: readonly WorkloadRow[];
  readonly byManager: readonly WorkloadRow[];
  /** By the accounts' region. */
  readonly byRegion: readonly WorkloadRow[];
  /** CSMs with more hours than capacity. */
  readonly csmsOver: { readonly before: number; readonly after: number };
  /** Tiers by hand, in the order of the book. */
  readonly byHand: readonly TierByHand[];
  /** Accounts that the new rules cannot decide: they keep today's tier. */
  readonly undecided: readonly { readonly accountId: string; readonly problems: readonly Problem[] }[];
}
