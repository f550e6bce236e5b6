import { candidates, choose, eligible, factAt, fullness, hand, openBooks, ownerNow, take } from './book.mjs';
import { AS_OF, LAST_PLANNING, OPENING, day } from './days.mjs';
import { rootOf } from './relations.mjs';
import { isPooled } from './sizing.mjs';
import { hoursAt, valueAt } from './timeline.mjs';
import { groupBy } from './shares.mjs';

/**
 * Who looks after whom: a sensible book at the last planning (January 2026), and what nine months made of it.
 * Each account gets `owners`: `{ day, csm }` steps, `csm` undefined while nobody looks after it; `since` where the
 * tenure is older than the step.
 */
export function playOwnership(rng, accounts, former, { people, desks, gone }) {
  const books = openBooks([...people, ...desks, ...gone]);
  const all = [...accounts, ...former];
  for (const a of former.filter((f) => f.churned <= LAST_PLANNING)) {
    const csm = choose(rng, books, [a], a.from, 0);
    a.owners = [{ day: a.from, csm, since: csm && Math.max(a.start, csm.start) }];
  }
  planInJanuary(
    rng,
    books,
    all.filter((a) => !a.owners),
  );
  placeNewcomers(rng, books, all);
  followTiers(rng, books, all);
  const leaver = gone.find((c) => c.left < day('2026-08-01'));
  if (leaver) handOutBook(rng, books, all, leaver);
  for (const hire of people.filter((c) => c.start > LAST_PLANNING)) startHire(rng, books, accounts, hire);
  changeInCrm(rng, books, accounts);
  for (const a of all) a.owners.sort((x, y) => x.day - y.day);
}

/** The book of January: families together, whom few can serve first, then AE by AE, the largest first. */
function planInJanuary(rng, books, accounts) {
  for (const { members, hours } of unitsOfJanuary(accounts)) {
    const together = choose(rng, books, members, LAST_PLANNING, hours);
    for (const a of members) {
      const own = hoursAt(a, LAST_PLANNING);
      const csm = together ?? choose(rng, books, [a], LAST_PLANNING, own);
      if (csm) take(books, csm, a, own);
      a.owners = ownersUntilJanuary(rng, books, a, csm);
    }
  }
}

function unitsOfJanuary(accounts) {
  const present = accounts.filter((a) => a.from <= LAST_PLANNING);
  const units = [...groupBy(present, unitKey).values()].map((members) => ({
    members,
    hours: members.reduce((sum, a) => sum + hoursAt(a, LAST_PLANNING), 0),
    ae: members[0].ae?.id ?? '',
    scarcity: scarcity(members),
  }));
  const aeHours = new Map();
  for (const u of units) aeHours.set(u.ae, (aeHours.get(u.ae) ?? 0) + u.hours);
  return units.sort(
    (a, b) =>
      a.scarcity - b.scarcity ||
      aeHours.get(b.ae) - aeHours.get(a.ae) ||
      (a.ae < b.ae ? -1 : a.ae > b.ae ? 1 : b.hours - a.hours),
  );
}

/** Whom only few can serve comes first: another language, then a requirement. */
function scarcity(members) {
  if (members.some((a) => !a.cell.endsWith('/en'))) return 0;
  const asks = (a) => a.clearances.length > 0 || factAt(a, 'requiredSkills', LAST_PLANNING).length > 0;
  return members.some(asks) ? 1 : 2;
}

function unitKey(a) {
  const root = factAt(a, 'parent', LAST_PLANNING) ? rootOf(a) : a;
  return `${root.id}:${isPooled(valueAt(a.tiers, LAST_PLANNING).tier)}`;
}

/** Since when the account has been with the CSM of January, and with whom it was before. */
function ownersUntilJanuary(rng, books, account, csm) {
  if (!csm) return [{ day: account.from, csm: undefined }];
  const movedInJanuary = rng.chance(0.2) && account.from < LAST_PLANNING - 3;
  const hiredInHistory = csm.start > OPENING && account.from < csm.start;
  if (movedInJanuary || hiredInHistory) {
    const able = candidates(books, account, account.from).filter((c) => c !== csm);
    const before = able.length > 0 ? rng.pick(able) : undefined;
    const at = movedInJanuary ? LAST_PLANNING + rng.between(0, 8) : csm.start + rng.between(0, 30);
    if (before || hiredInHistory) return [firstOwner(rng, account, before), { day: at, csm }];
  }
  return [firstOwner(rng, account, csm)];
}

/** The owner in whose hands the history finds the account, often for years already. */
function firstOwner(rng, account, csm) {
  if (!csm) return { day: account.from, csm: undefined };
  if (account.start >= OPENING) return { day: account.from, csm, since: account.from };
  return {
    day: account.from,
    csm,
    since: Math.max(account.start, csm.start, OPENING - rng.between(20, 2200)),
  };
}

/** New customers since January go to whoever seems to have time; the newest wait for somebody. */
function placeNewcomers(rng, books, accounts) {
  const newcomers = accounts
    .filter((a) => !a.owners)
    .sort((x, y) => x.from - y.from || (x.id < y.id ? -1 : 1));
  for (const a of newcomers) {
    const hours = hoursAt(a, a.from);
    const waits = a.from > AS_OF - 24 && rng.chance(0.75);
    const csm = waits
      ? undefined
      : rng.chance(0.5)
        ? idlest(rng, books, a)
        : choose(rng, books, [a], a.from, hours);
    if (csm) take(books, csm, a, hours);
    a.owners = [{ day: a.from, csm, since: csm && a.from }];
  }
}

function idlest(rng, books, account) {
  const seen = candidates(books, account, account.from).map((c) => [
    c,
    fullness(books, c) + 0.15 * rng.next(),
  ]);
  return seen.reduce((a, b) => (b[1] < a[1] ? b : a), [undefined, Infinity])[0];
}

/** Accounts whose tier changed its coverage get another owner, unless nobody has got round to it yet. */
function followTiers(rng, books, accounts) {
  for (const a of accounts) {
    for (const { day: at } of a.tiers) {
      const present = ownerNow(a);
      if (at <= LAST_PLANNING || !present || eligible(a, present, at) || !rng.chance(0.7)) continue;
      const when = Math.min(AS_OF - 1, at + rng.between(3, 25));
      const csm = choose(rng, books, [a], when, hoursAt(a, when));
      if (csm) hand(books, a, csm, when);
    }
  }
}

/** A colleague left in June: two people took most of the book, the rest is nobody's. */
function handOutBook(rng, books, accounts, leaver) {
  const stays = (c) => c.start < LAST_PLANNING && !c.end && !c.leaves.some((l) => l.to - l.from > 45);
  const near = books.csms.filter((c) => c.cell === leaver.cell && c !== leaver && stays(c));
  const heirs = new Set(rng.shuffled(near).slice(0, 2));
  for (const a of accounts.filter((x) => ownerNow(x) === leaver && !(x.churned <= leaver.left))) {
    const at = leaver.left + rng.between(1, 9);
    const able = candidates(books, a, at).filter((c) => heirs.has(c));
    hand(books, a, able.length > 0 && rng.chance(0.7) ? rng.pick(able) : undefined, at);
  }
}

const STARTING_BOOK = 9;
/** Of the contracted hours: who still ramps can do no more. */
const STARTING_FULLNESS = 0.45;

/** A new hire starts with a handful of accounts from the fullest books around. */
function startHire(rng, books, accounts, hire) {
  const spare = accounts.filter((a) => {
    const present = ownerNow(a);
    if (!present || present.pool || present.cell !== hire.cell || a.parent) return false;
    return a.from < hire.start - 20 && candidates(books, a, hire.start).includes(hire);
  });
  const byFullness = (x, y) => fullness(books, ownerNow(y)) - fullness(books, ownerNow(x));
  for (const a of rng.shuffled(spare).sort(byFullness).slice(0, STARTING_BOOK)) {
    const at = hire.start + rng.between(7, 40);
    if (fullness(books, hire) < STARTING_FULLNESS && candidates(books, a, at).includes(hire))
      hand(books, a, hire, at);
  }
}

/** Now and then somebody changes an owner in the CRM for a reason of the day; the most senior are asked for most. */
function changeInCrm(rng, books, accounts) {
  for (const a of accounts) {
    if (!rng.chance(0.06) || a.from > AS_OF - 100 || a.parent || !ownerNow(a)) continue;
    const at = rng.between(Math.max(a.from + 20, LAST_PLANNING + 20), AS_OF - 4);
    const able = candidates(books, a, at).filter((c) => c.start < LAST_PLANNING && !c.end);
    if (able.length > 0) hand(books, a, rng.weighted(able.map((c) => [c, c.seniority >= 4 ? 5 : 1])), at);
  }
}
