import { type Rng, seededRng } from '@bailiwick/kernel';
import { accountId } from '../ingest/bench-events.js';

export interface MixedEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const NEW = 0.05;
const ARR_CHANGED = 0.2;
const NEW_ACCOUNTS_FROM = 1_000_000;

/**
 * What goes on in a company of so many accounts, without end: 5% new accounts, which must be placed, 15% changes of
 * ARR, the rest health scores, facts and renewals. The same seed gives the same events.
 * @param prefix in front of every id
 */
export function* mixedEvents(
  prefix: string,
  accounts: number,
  aes: number,
  seed: number,
): Generator<MixedEvent> {
  const rng = seededRng(seed);
  for (let n = 0; ; n++) {
    const id = `${prefix}-${n}`;
    const kind = rng.next();
    if (kind < NEW) yield newAccount(id, NEW_ACCOUNTS_FROM * seed + n, aes, rng);
    else yield happening(id, kind, accountId(Math.floor(rng.next() * accounts)), rng);
  }
}

/** Accounts that come, and nothing else. */
export function* newAccounts(prefix: string, aes: number, seed: number): Generator<MixedEvent> {
  const rng = seededRng(seed);
  for (let n = 0; ; n++) yield newAccount(`${prefix}-${n}`, NEW_ACCOUNTS_FROM * seed + n, aes, rng);
}

function newAccount(id: string, index: number, aes: number, rng: Rng): MixedEvent {
  const subject = accountId(index);
  const data = {
    accountId: subject,
    name: `Customer ${index}`,
    // Enough for a tier whose accounts have a CSM of their own.
    arr: 60_000 + Math.floor(rng.next() * 400_000),
    region: ['AMER', 'EMEA', 'APAC'][index % 3],
    segment: 'mid-market',
    aeId: `E${index % aes}`,
  };
  return { id, type: 'account.new', subject, data };
}

/** What happens to an account that is there; `kind`, from 0.05 to 1, says what. */
export function happening(id: string, kind: number, subject: string, rng: Rng): MixedEvent {
  const upTo = (most: number): number => Math.floor(rng.next() * most);
  const event = (type: string, facts: object): MixedEvent => ({
    id,
    type,
    subject,
    data: { accountId: subject, ...facts },
  });
  if (kind < NEW + (ARR_CHANGED - NEW) / 2)
    return event('account.expanded', { arrDelta: 1_000 + upTo(20_000) });
  if (kind < ARR_CHANGED) return event('account.contracted', { arr: 5_000 + upTo(300_000) });
  if (kind < 0.7) return event('account.health-scored', { healthScore: upTo(101), csat: upTo(101) });
  if (kind < 0.9) return event('account.updated', { adoption: upTo(101), stage: `stage ${upTo(5)}` });
  return event('account.renewed', { renewalDate: `2027-0${1 + upTo(9)}-15` });
}
