import { addDays, addMonths, type AccountId, type IsoDate, type Rng, seededRng } from '@bailiwick/kernel';
import type { TieringAccount } from '@bailiwick/tiering';

/** What is known of an account on a day. */
export interface Observation {
  readonly on: IsoDate;
  readonly account: TieringAccount;
}

/** The middle of the accounts' ARR, and the spread of its logarithm. */
const ARR = { median: 50_000, spread: 1.2 } as const;
/** What a month does to the logarithm of ARR: growth or decline that stays, and what comes and goes. */
const MONTH = { walk: 0.015, noise: 0.04 } as const;
/** One month in a hundred brings a deal, or the loss of one: a factor that stays, up to e^0.4 either way. */
const DEAL = { oneIn: 100, most: 0.4 } as const;
const START = '2025-01-01' as IsoDate;
const DAYS = 28;

/**
 * One customer's ARR once a month, each on a day of the month of their own: a random walk with deals, seen through
 * noise (seats and usage that come and go). The same seed gives the same customer.
 */
export function simulatedAccount(seed: number, index: number, months: number): readonly Observation[] {
  const rng = seededRng(seed * 1_000_003 + index);
  const accountId = `A${index}` as AccountId;
  let log = Math.log(ARR.median) + ARR.spread * normal(rng);
  const day = rng.int(DAYS);
  return Array.from({ length: months }, (_, month) => {
    log += MONTH.walk * normal(rng);
    if (rng.int(DEAL.oneIn) === 0) log += DEAL.most * (2 * rng.next() - 1);
    const arr = Math.round(Math.exp(log + MONTH.noise * normal(rng)));
    return { on: addDays(addMonths(START, month), day), account: { accountId, arr } };
  });
}

/** Box and Muller. */
function normal(rng: Rng): number {
  return Math.sqrt(-2 * Math.log(1 - rng.next())) * Math.cos(2 * Math.PI * rng.next());
}
