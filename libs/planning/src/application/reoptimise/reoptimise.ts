import type { AccountRecord, Company } from '@bailiwick/contracts';
import { type AccountId, type CsmId, roundHalfUp, type TierId } from '@bailiwick/kernel';
import type { PlannedAccount } from '../../domain/plan/plan.js';
import type { PlanningInput, PlanningTier } from '../../domain/problem/planning-input.js';
import type { PlanOptions } from '../plan-territories/plan-options.js';
import type { Planner } from '../planner.port.js';
import { type Disruption, disruptionOf, type ReoptimisedMove } from './disruption.js';
import type { PlanOutline } from './outline-plan.js';

/** The tiers of a book under one rule set. */
export interface TieredBook {
  readonly tiers: readonly PlanningTier[];
  /** The final tier of every active account. */
  readonly tierOf: ReadonlyMap<AccountId, TierId>;
}

/** A book that is re-optimised as it is, and as other rules would tier it. */
export interface Reoptimisation {
  /** By the tiers that the rules in force give. */
  readonly today: Disruption;
  /** By those that the new rules would give. */
  readonly edited: Disruption;
  /** What of the disruption is the edit's: `edited` less `today`; negative where less would move. */
  readonly byEdit: Pick<
    Disruption,
    'moved' | 'mandatory' | 'discretionary' | 'arrMoved' | 'hoursMoved' | 'territories' | 'unassigned'
  >;
  /** Every move by the new tiers, the largest ARR first. */
  readonly moves: readonly ReoptimisedMove[];
}

export type ReoptimiseOptions = Omit<PlanOptions, 'onProgress' | 'timeLimitSeconds'> & {
  /** Wall time for everything, both plans and what it takes to hand them over; null = until all phases are done. */
  readonly timeLimitSeconds: number | null;
};

/**
 * The share of the limit that each plan leaves for its company to be handed over and its outline to come back. Where
 * that takes longer, the second plan has less time.
 */
const HANDING_OVER = 0.04;
/** However late it is: the least that a plan is asked to be made in, s. */
const LEAST_SECONDS = 1;
/** The least share of the first plan's time that the second one has: else the difference would be that of their time. */
const EVEN_ENOUGH = 2 / 3;

/**
 * Plans a book twice with the same seed, and tells which moves come of the tiers being other ones. Nothing happens.
 * Where both give the same tiers it is one plan. As repeatable as the plans are: with `iterations`, while no time limit
 * ends them.
 * @param spent seconds of the time limit that are over already
 * @throws InvalidInputError as `planTerritories`
 */
export async function reoptimise(
  planner: Pick<Planner, 'outline'>,
  book: Pick<PlanningInput, 'company' | 'policy' | 'asOf'>,
  { today, edited }: { readonly today: TieredBook; readonly edited: TieredBook },
  options: ReoptimiseOptions,
  spent: () => number,
): Promise<Reoptimisation> {
  const known = tieredByBoth(book.company, today, edited);
  const [before, after] = [today, edited].map(({ tiers, tierOf }) => ({
    ...book,
    company: known,
    tiers,
    tierOf,
  }));
  const same = isSameWork(today, edited);
  const outline = (of: PlanningInput, timeLimitSeconds: number | null): Promise<PlanOutline> =>
    planner.outline(of, { ...options, timeLimitSeconds });
  const limit = options.timeLimitSeconds;
  if (limit === null) {
    const made = await outline(before!, null);
    return comparison(made, same ? made : await outline(after!, null));
  }
  const began = spent();
  const share = atLeast((limit - began) / (same ? 1 : 2) - HANDING_OVER * limit);
  const made = await outline(before!, share);
  if (same) return comparison(made, made);
  // As long as the first one took to come and go, the second one will.
  const handingOver = Math.max(0, spent() - began - share);
  const left = Math.min(share, limit - spent() - handingOver);
  return comparison(made, await outline(after!, atLeast(Math.max(EVEN_ENOUGH * share, left))));
}

function atLeast(seconds: number): number {
  return Math.max(LEAST_SECONDS, seconds);
}

function comparison(before: PlanOutline, after: PlanOutline): Reoptimisation {
  const [today, edited] = [disruptionOf(before), disruptionOf(after)];
  const alsoToday = new Map(before.moves.map(ownerAfter));
  return {
    today,
    edited,
    byEdit: {
      moved: edited.moved - today.moved,
      mandatory: edited.mandatory - today.mandatory,
      discretionary: edited.discretionary - today.discretionary,
      arrMoved: edited.arrMoved - today.arrMoved,
      hoursMoved: roundHalfUp(edited.hoursMoved - today.hoursMoved, 2),
      territories: edited.territories - today.territories,
      unassigned: edited.unassigned - today.unassigned,
    },
    moves: after.moves.flatMap((account) => moveOf(account, alsoToday)).sort(largestFirst),
  };
}

function moveOf(account: PlannedAccount, alsoToday: ReadonlyMap<AccountId, CsmId | null>): ReoptimisedMove[] {
  const { accountId, previousCsmId: from, csmId: to, mandatory, arr, hours, tier } = account;
  if (from === null) return [];
  const today = !alsoToday.has(accountId) ? 'stays' : alsoToday.get(accountId) === to ? 'same' : 'elsewhere';
  return [{ accountId, from, to, mandatory, arr, hours, tier, today }];
}

function ownerAfter({ accountId, csmId }: PlannedAccount): readonly [AccountId, CsmId | null] {
  return [accountId, csmId];
}

function largestFirst(a: ReoptimisedMove, b: ReoptimisedMove): number {
  return b.arr - a.arr || (a.accountId < b.accountId ? -1 : 1);
}

/** Whom the rules of one side cannot decide is left out of both: else it would count as moved by the edit. */
function tieredByBoth(company: Company, today: TieredBook, edited: TieredBook): Company {
  const decided = ({ accountId }: AccountRecord): boolean =>
    today.tierOf.has(accountId) && edited.tierOf.has(accountId);
  return { ...company, accounts: company.accounts.filter((a) => a.status !== 'active' || decided(a)) };
}

function isSameWork(a: TieredBook, b: TieredBook): boolean {
  const sameTiers = JSON.stringify(a.tiers) === JSON.stringify(b.tiers);
  return (
    sameTiers &&
    a.tierOf.size === b.tierOf.size &&
    [...a.tierOf].every(([id, tier]) => b.tierOf.get(id) === tier)
  );
}
