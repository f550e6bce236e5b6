import { LAST_PLANNING } from './days.mjs';
import { capacityOf, isPooled } from './sizing.mjs';
import { hoursAt, valueAt } from './timeline.mjs';
import { groupBy } from './shares.mjs';

/** The books of business while the history is played: who has how much, with whom, and who could take more. */

/** A careful planner fills nobody beyond this share. */
const FULL = 1;

/** Whether `csm` may look after `account` under the default policy, as of day `at`. */
export function eligible(account, csm, at) {
  const tier = valueAt(account.tiers, at).tier;
  return (
    csm.pool === isPooled(tier) &&
    csm.region === account.region &&
    (!account.language || csm.languages.includes(account.language)) &&
    factAt(account, 'requiredSkills', at).every((s) => csm.skills.includes(s)) &&
    account.clearances.every((c) => csm.clearances.includes(c)) &&
    (csm.tiers.length === 0 || csm.tiers.includes(tier))
  );
}

/** A fact that `facts` may have changed later than `at`. */
export function factAt(account, name, at) {
  const later = account.facts.find((f) => f.changes.includes(name) && f.day > at);
  return later ? later.before[name] : account[name];
}

/** @param {readonly import('./workforce.mjs').Csm[]} csms */
export function openBooks(csms) {
  const contracted = (c) => capacityOf({ hours: c.hours, leaves: [] });
  return {
    csms,
    byRegion: groupBy(csms, (c) => c.region),
    capacity: new Map(csms.map((c) => [c, contracted(c)])),
    load: new Map(csms.map((c) => [c, 0])),
    pairs: new Map(csms.map((c) => [c, new Map()])),
    rivals: new Map(csms.map((c) => [c, new Set()])),
  };
}

/** Puts an account into a book, or with `sign` −1 takes it out. */
export function take(books, csm, account, hours, sign = 1) {
  books.load.set(csm, books.load.get(csm) + sign * hours);
  const pairs = books.pairs.get(csm);
  const ae = aeOf(account);
  pairs.set(ae, (pairs.get(ae) ?? 0) + sign);
  if (account.conflictGroup) books.rivals.get(csm)[sign > 0 ? 'add' : 'delete'](account.conflictGroup);
}

const aeOf = (account) => valueAt(account.aeSteps, LAST_PLANNING).ae?.id;

/** How full a book is: 1 is all the hours that there are. */
export const fullness = (books, csm) => books.load.get(csm) / (books.capacity.get(csm) || 1);

/** Who works on day `at`, is eligible for the account, and looks after none of its rivals. */
export function candidates(books, account, at) {
  return books.byRegion
    .get(account.region)
    .filter(
      (csm) =>
        csm.start <= at &&
        !(csm.end < at) &&
        eligible(account, csm, at) &&
        !(account.conflictGroup && books.rivals.get(csm).has(account.conflictGroup)),
    );
}

/** The best candidate for accounts that should stay together; `undefined` when nobody may have them all. */
export function choose(rng, books, members, at, hours) {
  const others = members.slice(1);
  let best;
  let bestPoints = Infinity;
  for (const csm of candidates(books, members[0], at)) {
    if (!others.every((a) => eligible(a, csm, at) && !books.rivals.get(csm).has(a.conflictGroup))) continue;
    const points = score(rng, books, members, hours, csm);
    if (points < bestPoints) [best, bestPoints] = [csm, points];
  }
  return best;
}

/** Points of giving accounts to `csm`: the taste of a careful planner. */
function score(rng, books, members, hours, csm) {
  const load = books.load.get(csm) + hours;
  const capacity = books.capacity.get(csm) || 1;
  let points = 3 * rng.next() + 14 * (load / capacity) + 6 * Math.max(0, load - FULL * capacity);
  for (const a of members) {
    const ae = aeOf(a);
    if (!csm.pool && ae && !(books.pairs.get(csm).get(ae) > 0)) points += 9;
    if (a.industry && !csm.skills.includes(a.industry)) points += 2;
    if (a.language && csm.languages[0] !== a.language) points += 6;
    if (a.strategic) points += 2 * (5 - (csm.seniority ?? 3));
  }
  return points;
}

/** Who has the account now. */
export const ownerNow = (account) => account.owners.at(-1)?.csm;

/** Gives the account to somebody else, or to nobody, on day `at`; not if it changed hands later already. */
export function hand(books, account, csm, at) {
  const present = ownerNow(account);
  if (present === csm || account.owners.at(-1).day >= at) return;
  const hours = hoursAt(account, at);
  if (present) take(books, present, account, hours, -1);
  if (csm) take(books, csm, account, hours);
  account.owners.push({ day: at, csm });
}
