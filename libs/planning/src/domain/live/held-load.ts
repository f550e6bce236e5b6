import type { CsmBook, TierLoad } from './csm-book.js';
import type { LiveAccount } from './live-account.js';
import type { LiveCompany } from './live-company.js';

/** What locked and pinned units take of one CSM: its ceilings yield to that. */
export interface HeldLoad {
  accounts: number;
  centihours: number;
  readonly tiers: Map<string, TierLoad>;
  /** Numbers of the AEs of held accounts; none for a pool. */
  readonly aes: Set<number>;
}

/** The load that locks and pins keep with this CSM; O(its accounts and their families). */
export function heldLoadOf(book: CsmBook, company: LiveCompany): HeldLoad {
  const held: HeldLoad = { accounts: 0, centihours: 0, tiers: new Map(), aes: new Set() };
  const done = new Set<LiveAccount>();
  const look = (account: LiveAccount): void => {
    if (done.has(account)) return;
    const unit = company.unitOf(account);
    const isHeldHere = company.fixingOf(unit)?.csm === book.index;
    for (const m of unit.members) {
      done.add(m);
      if (isHeldHere) hold(held, m, book);
    }
  };
  for (const account of company.pinnedTo(book)) look(account);
  for (const account of book.accounts) {
    if (!company.isOnItsOwn(account)) look(account);
    else if (company.isLockedTo(book, account)) hold(held, account, book);
  }
  return held;
}

function hold(held: HeldLoad, account: LiveAccount, book: CsmBook): void {
  const work = account.centihoursWith(book.facts);
  held.accounts++;
  held.centihours += work;
  const tier = held.tiers.get(account.tier.id) ?? { accounts: 0, centihours: 0 };
  tier.accounts++;
  tier.centihours += work;
  held.tiers.set(account.tier.id, tier);
  if (account.ae >= 0 && book.isPerson) held.aes.add(account.ae);
}
