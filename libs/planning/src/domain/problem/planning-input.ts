import type { AccountId, IsoDate, TierId } from '@bailiwick/kernel';
import type { Company, Policy } from '@bailiwick/contracts';

/** What planning needs of a tier of the rule set. */
export interface PlanningTier {
  readonly id: TierId;
  /** `pool`: served by pools only; `named`: by persons only. */
  readonly coverage: 'named' | 'pool';
  /** Accounts for one full-time CSM; hours a month = `standardHoursPerMonth / ratio`. */
  readonly ratio?: number;
  /** Hours a month of an account of this tier; takes the place of `ratio`. */
  readonly hoursPerMonth?: number;
}

/** A company to plan, as of one day; ARR is in whole units of the policy's currency already. */
export interface PlanningInput {
  readonly company: Company;
  readonly policy: Policy;
  readonly tiers: readonly PlanningTier[];
  /** The final tier of every active account. */
  readonly tierOf: ReadonlyMap<AccountId, TierId>;
  readonly asOf: IsoDate;
}
