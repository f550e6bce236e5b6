import type { AccountRecord, Company, Policy } from '@bailiwick/contracts';
import type { AccountId, TierId } from '@bailiwick/kernel';
import { type CheckedRuleSet, type ImpactBook, type ImpactReport, previewImpact } from '@bailiwick/tiering';
import type { Planner } from '../planner.port.js';
import { planningTiers } from '../prepare-input/prepare-input.js';
import { type Reoptimisation, reoptimise, type ReoptimiseOptions, type TieredBook } from './reoptimise.js';

/** An edit of the rules, and the book that it is looked at with. */
export interface EditedBook<A extends AccountRecord = AccountRecord> {
  readonly inForce: CheckedRuleSet;
  readonly next: CheckedRuleSet;
  /** The active accounts, as `previewImpact` wants them. */
  readonly book: ImpactBook<A>;
  /** The same accounts with those that churned, CSMs and AEs; ARR in the policy's currency. */
  readonly company: Company;
  readonly policy: Policy;
}

/** An impact, with what it costs to bring the book in order for it. */
export interface ReoptimisedImpact extends ImpactReport {
  readonly reoptimised: Reoptimisation;
}

/**
 * The impact of an edit, and how many territories would move if the book were then re-optimised, beside what
 * re-optimising it under the rules in force moves anyway. Plans are made by `planner`, two at most, in what the impact
 * leaves of the time limit.
 * @param spent seconds of the time limit that are over already
 * @throws InvalidInputError as `planTerritories`; BailiwickError `duplicate-account`
 */
export async function previewReoptimised<A extends AccountRecord>(
  planner: Pick<Planner, 'outline'>,
  { inForce, next, book, company, policy }: EditedBook<A>,
  options: ReoptimiseOptions,
  spent: () => number,
): Promise<ReoptimisedImpact> {
  const [today, edited] = [tieredBy(inForce), tieredBy(next)];
  const report = await previewImpact(inForce, next, { ...book, tell: edited.tell });
  // What the rules in force, activated on the same day, make of it: only what the edit adds to that is the edit's.
  await previewImpact(inForce, inForce, { ...book, tell: today.tell });
  const tiers = { today: today.book, edited: edited.book };
  const planning = { company, policy, asOf: book.on };
  return {
    ...report,
    reoptimised: await reoptimise(planner, planning, tiers, options, spent),
  };
}

function tieredBy(ruleSet: CheckedRuleSet): {
  readonly book: TieredBook;
  readonly tell: NonNullable<ImpactBook<AccountRecord>['tell']>;
} {
  const known = new Set(ruleSet.tiers.map(({ id }) => id));
  const tierOf = new Map<AccountId, TierId>();
  return {
    book: { tiers: planningTiers(ruleSet), tierOf },
    tell: ({ accountId }, tier) => {
      if (tier !== null && known.has(tier)) tierOf.set(accountId, tier as TierId);
    },
  };
}
