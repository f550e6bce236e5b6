import type { Policy } from '@bailiwick/contracts';
import type { CompanyFacts } from '../compile/facts.js';

/** Soft: points of one (AE, person) pair in use: `kept` if it is in today's book, else `new`. */
export function pairPoints(inTodaysBook: boolean, { weights: { pair } }: Policy): number {
  return inTodaysBook ? pair.kept : pair.new;
}

/** Soft: points of one (AVP, person) pair in use. */
export function avpPairPoints({ weights: { avp } }: Policy): number {
  return avp.perPair;
}

/** Pairs (AE index · csmCount + CSM index) of today's book: some active account has both, and the person is not gone. */
export function todaysPairs({ accounts, csms }: CompanyFacts): ReadonlySet<number> {
  const pairs = new Set<number>();
  for (const a of accounts) {
    const csm = a.present < 0 ? undefined : csms[a.present]!;
    if (a.ae >= 0 && csm && csm.capacity > 0 && !csm.record.pool) pairs.add(a.ae * csms.length + csm.index);
  }
  return pairs;
}
