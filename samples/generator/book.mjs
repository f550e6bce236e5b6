import { AS_OF, LAST_PLANNING, OPENING, day } from './days.mjs';
import { rootOf } from './relations.mjs';
import { capacityOf, isPooled } from './sizing.mjs';
import { hoursAt, valueAt } from './timeline.mjs';
import { groupBy } from './workforce.mjs';

/**
 * Who looks after whom: a sensible book at the last planning (January 2026), and what nine months made of it.
 * Each account gets `owners`: `{ day, csm }` steps, `csm` undefined while nobody looks after it.
 */

const FULL = 0.96;

export function eligible(account, csm, at) {
  const tier = valueAt(account.tiers, at).tier;
  const skills = factAt(account, 'requiredSkills', at);
  return (
    csm.pool === isPooled(tier) &&
    csm.region === account.region &&
    (!account.language || csm.languages.includes(account.language)) &&
    skills.every((s) => csm.skills.includes(s)) &&
    account.clearances.every((c) => csm.clearances.includes(c)) &&
    (csm.tiers.length === 0 || csm.tiers.includes(tier))
  );
}

/** A fact that `facts` may have changed later than `at`. */
export function factAt(account, name, at) {
  const later = account.facts.find((f) => f.changes.includes(name) && f.day > at);
  return later ? later.before[name] : account[name];
}

/** The running state of all books while the history is played. */
function openBooks(csms) {
  return {
    csms,
    capacity: new Map(
      csms.map((c) => [
        c,
        capacityOf({ ...c, leaves: [], end: undefined, rampMonths: undefined, start: undefined }),
      ]),
    ),
    load: new Map(csms.map((c) => [c, 0])),
    pairs: new Map(csms.map((c) => [c, new Map()])),
    rivals: new Map(csms.map((c) => [c, new Set()])),
  };
}

function take(books, csm, account, hours, sign = 1) {
  books.load.set(csm, books.load.get(csm) + sign * hours);
  const ae = account.ae && valueAt(account.aeSteps, LAST_PLANNING).ae.id;
  const pairs = books.pairs.get(csm);
  pairs.set(ae, (pairs.get(ae) ?? 0) + sign);
  if (account.conflictGroup) books.rivals.get(csm)[sign > 0 ? 'add' : 'delete'](account.conflictGroup);
}

/** Points of giving a family's accounts to `csm`: the taste of a careful planner. */
function score(rng, books, members, hours, csm) {
  const load = books.load.get(csm) + hours;
  const capacity = books.capacity.get(csm) || 1;
  let points = 3 * rng.next() + 12 * (load / capacity) + 6 * Math.max(0, load - FULL * capacity);
  for (const a of members) {
    const ae = a.ae && valueAt(a.aeSteps, LAST_PLANNING).ae.id;
    if (!csm.pool && ae && !(books.pairs.get(csm).get(ae) > 0)) points += 9;
    if (a.industry && !csm.skills.includes(a.industry)) points += 2;
    if (a.language && csm.languages[0] !== a.language) points += 2;
    if (a.strategic) points += 2 * (5 - (csm.seniority ?? 3));
  }
  return points;
}

function choose(rng, books, members, at, hours) {
  let best;
  let bestPoints = Infinity;
  for (const csm of books.csms) {
    if (csm.start > at || (csm.end !== undefined && csm.end < at)) continue;
    if (!members.every((a) => eligible(a, csm, at))) continue;
    if (members.some((a) => a.conflictGroup && books.rivals.get(csm).has(a.conflictGroup))) continue;
    const points = score(rng, books, members, hours, csm);
    if (points < bestPoints) [best, bestPoints] = [csm, points];
  }
  return best;
}

/** The book of January: families together, AE by AE, the largest first. */
function planInJanuary(rng, books, accounts) {
  const present = accounts.filter((a) => a.from <= LAST_PLANNING && !(a.churned <= LAST_PLANNING));
  const units = [...groupBy(present, (a) => unitKey(a)).values()].map((members) => ({
    members,
    hours: members.reduce((sum, a) => sum + hoursAt(a, LAST_PLANNING), 0),
    ae: members[0].ae?.id ?? '',
  }));
  const aeHours = new Map();
  for (const u of units) aeHours.set(u.ae, (aeHours.get(u.ae) ?? 0) + u.hours);
  units.sort(
    (a, b) =>
      scarcity(a) - scarcity(b) ||
      aeHours.get(b.ae) - aeHours.get(a.ae) ||
      (a.ae < b.ae ? -1 : a.ae > b.ae ? 1 : b.hours - a.hours),
  );
  for (const { members, hours } of units) {
    const together = choose(rng, books, members, LAST_PLANNING, hours);
    for (const a of members) {
      const own = hoursAt(a, LAST_PLANNING);
      const csm = together ?? choose(rng, books, [a], LAST_PLANNING, own);
      if (csm) take(books, csm, a, own);
      a.owners = ownersUntilJanuary(rng, books, a, csm);
    }
  }
}

/** Whom only few can serve comes first: another language, then a requirement. */
function scarcity({ members }) {
  if (members.some((a) => !a.cell.endsWith('/en'))) return 0;
  return members.some((a) => a.clearances.length > 0 || factAt(a, 'requiredSkills', LAST_PLANNING).length > 0)
    ? 1
    : 2;
}

function unitKey(a) {
  const parent = factAt(a, 'parent', LAST_PLANNING);
  const root = parent ? rootOf(parent) : a;
  return `${root.id}:${isPooled(valueAt(a.tiers, LAST_PLANNING).tier)}`;
}

/** Since when the account has been with the CSM of January, and with whom it was before. */
function ownersUntilJanuary(rng, books, account, csm) {
  if (!csm) return [{ day: account.from, csm: undefined }];
  const earliest = Math.max(account.start, csm.start);
  if (rng.chance(0.2) && account.from < LAST_PLANNING - 3) {
    const before = colleague(rng, books, account, csm, account.from);
    if (before) return [owned(account, before, rng), { day: LAST_PLANNING + rng.between(0, 8), csm }];
  }
  if (csm.start > OPENING && account.from < csm.start) {
    const before = colleague(rng, books, account, csm, account.from);
    return [
      before ? owned(account, before, rng) : { day: account.from, csm: undefined },
      { day: csm.start + rng.between(0, 30), csm },
    ];
  }
  return [
    {
      day: account.from,
      csm,
      since:
        account.start >= OPENING ? account.from : Math.max(earliest, account.from - rng.between(20, 2200)),
    },
  ];
}

function owned(account, csm, rng) {
  const since =
    account.start >= OPENING
      ? account.from
      : Math.max(account.start, csm.start, OPENING - rng.between(30, 900));
  return { day: account.from, csm, since };
}

function colleague(rng, books, account, csm, at) {
  const able = books.csms.filter(
    (c) => c !== csm && c.start <= at && !(c.end < at) && eligible(account, c, at),
  );
  return able.length > 0 ? rng.pick(able) : undefined;
}

const ownerNow = (account) => account.owners.at(-1)?.csm;

function hand(books, account, csm, at) {
  const present = ownerNow(account);
  if (present === csm) return;
  if (account.owners.at(-1).day >= at) return;
  const hours = hoursAt(account, at);
  if (present) take(books, present, account, hours, -1);
  if (csm) take(books, csm, account, hours);
  account.owners.push({ day: at, csm });
}

/** New customers since January go to whoever seems to have time; the newest wait for somebody. */
function placeNewcomers(rng, books, accounts) {
  for (const a of accounts
    .filter((x) => !x.owners)
    .sort((x, y) => x.from - y.from || (x.id < y.id ? -1 : 1))) {
    const hours = hoursAt(a, a.from);
    const waits = a.from > AS_OF - 24 && rng.chance(0.75);
    const able = books.csms.filter(
      (c) =>
        c.start <= a.from &&
        !(c.end < a.from) &&
        eligible(a, c, a.from) &&
        !(a.conflictGroup && books.rivals.get(c).has(a.conflictGroup)),
    );
    const spare = (c) => books.load.get(c) / (books.capacity.get(c) || 1) + 0.15 * rng.next();
    const idle =
      able.length > 0 ? able.map((c) => [c, spare(c)]).reduce((x, y) => (y[1] < x[1] ? y : x))[0] : undefined;
    const csm = waits ? undefined : rng.chance(0.5) ? idle : choose(rng, books, [a], a.from, hours);
    if (csm) take(books, csm, a, hours);
    a.owners = [{ day: a.from, csm, since: csm ? a.from : undefined }];
  }
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
  const book = accounts.filter((a) => ownerNow(a) === leaver && !(a.churned <= leaver.left));
  const near = books.csms.filter(
    (c) =>
      c.cell === leaver.cell &&
      c !== leaver &&
      c.start < LAST_PLANNING &&
      !c.end &&
      !c.leaves.some((l) => l.to - l.from > 45),
  );
  const heirs = rng.shuffled(near).slice(0, 2);
  for (const a of book) {
    const at = leaver.left + rng.between(1, 9);
    const able = heirs.filter(
      (c) => eligible(a, c, at) && !(a.conflictGroup && books.rivals.get(c).has(a.conflictGroup)),
    );
    hand(books, a, able.length > 0 && rng.chance(0.7) ? rng.pick(able) : undefined, at);
  }
}

/** A new hire starts with a handful of accounts from the fullest books around. */
function startHire(rng, books, accounts, hire) {
  const full = accounts.filter((a) => {
    const present = ownerNow(a);
    return (
      present &&
      !present.pool &&
      present.cell === hire.cell &&
      eligible(a, hire, hire.start) &&
      a.from < hire.start - 20 &&
      !a.parent &&
      !a.churned
    );
  });
  const fullness = (a) => books.load.get(ownerNow(a)) / books.capacity.get(ownerNow(a));
  const chosen = rng
    .shuffled(full)
    .sort((x, y) => fullness(y) - fullness(x))
    .slice(0, 9);
  for (const a of chosen)
    if (!(a.conflictGroup && books.rivals.get(hire).has(a.conflictGroup)))
      hand(books, a, hire, hire.start + rng.between(7, 40));
}

/** Now and then somebody changes an owner in the CRM for a reason of the day. */
function changeInCrm(rng, books, accounts) {
  for (const a of accounts) {
    if (!rng.chance(0.04) || a.from > AS_OF - 100 || a.churned || a.parent || !ownerNow(a)) continue;
    const at = rng.between(Math.max(a.from + 20, LAST_PLANNING + 20), AS_OF - 4);
    const able = books.csms.filter(
      (c) =>
        c.start <= at &&
        !(c.end < AS_OF) &&
        eligible(a, c, at) &&
        !(a.conflictGroup && books.rivals.get(c).has(a.conflictGroup)),
    );
    if (able.length > 0) hand(books, a, rng.pick(able), at);
  }
}

/** Plays the ownership of all accounts, also of former customers; `owners` of each is complete afterwards. */
export function playOwnership(rng, accounts, former, { people, desks, gone }) {
  const books = openBooks([...people, ...desks, ...gone]);
  const all = [...accounts, ...former];
  for (const a of former.filter((f) => f.churned <= LAST_PLANNING)) {
    const csm = choose(rng, books, [a], a.from, 0);
    a.owners = [{ day: a.from, csm, since: csm ? Math.max(a.start, csm.start) : undefined }];
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
  return books;
}
