import { AS_OF, LAST_PLANNING, day } from './days.mjs';
import { SPECIAL_SKILLS } from './catalogue.mjs';
import { aesByCell } from './sales.mjs';
import { isPooled } from './sizing.mjs';
import { groupBy } from './shares.mjs';

/** One family in so many accounts. */
const ACCOUNTS_PER_FAMILY = 32;
const ACCOUNTS_PER_CONFLICT_GROUP = 110;
/** The most named hours that a family may need, so that one person can look after it. */
const FAMILY_HOURS = 34;

/** Parents and daughters: mostly of one place and language, some across coverage, some across regions. */
export function makeFamilies(rng, accounts, former) {
  const free = new Set(accounts);
  const byCell = groupBy(accounts, (a) => a.cell);
  const byRegion = groupBy(accounts, (a) => a.region);
  const within = {
    cell: (a) => byCell.get(a.cell),
    region: (a) => byRegion.get(a.region),
    world: () => accounts,
  };
  const families = [];
  const heads = rng.shuffled(accounts.filter((a) => !isPooled(a.tier)));
  const wanted = Math.round(accounts.length / ACCOUNTS_PER_FAMILY);
  for (const head of heads) {
    if (families.length >= wanted) break;
    if (!free.has(head)) continue;
    const spread = rng.weighted([
      ['cell', 84],
      ['region', 9],
      ['world', 7],
    ]);
    const members = gather(rng, head, within[spread](head), free);
    if (members.length === 0) continue;
    for (const a of [head, ...members]) free.delete(a);
    adopt(rng, head, members);
    families.push([head, ...members]);
  }
  orphan(rng, families, former);
  return families;
}

function gather(rng, head, from, free) {
  const size = rng.weighted([
    [1, 40],
    [2, 28],
    [3, 14],
    [4, 8],
    [6, 6],
    [8, 4],
  ]);
  const members = [];
  let hours = head.hours;
  for (let attempt = 0; attempt < 60 && members.length < size; attempt++) {
    const candidate = rng.pick(from);
    const more = isPooled(candidate.tier) ? 0 : candidate.hours;
    if (
      !free.has(candidate) ||
      candidate === head ||
      members.includes(candidate) ||
      hours + more > FAMILY_HOURS
    )
      continue;
    if (candidate.arrs.at(-1).arr > head.arrs.at(-1).arr) continue;
    members.push(candidate);
    hours += more;
  }
  return members;
}

/** Some families are recent: an acquisition that the books have not caught up with. */
function adopt(rng, head, members) {
  const recent = rng.chance(0.2);
  members.forEach((m, i) => {
    m.parent = i >= 3 && rng.chance(0.3) ? members[0] : head;
    const known = Math.max(m.from, head.from);
    if (recent && known < AS_OF - 40)
      m.facts.push({ day: AS_OF - rng.between(8, 120), changes: ['parent'], before: { parent: undefined } });
    m.industry = m.industry && head.industry && rng.chance(0.7) ? head.industry : m.industry;
  });
  for (const m of members) m.facts = m.facts.filter((f) => f.day > m.from + 5);
}

/** In a few families the parent itself is no longer a customer; its daughters are still one family. */
function orphan(rng, families, former) {
  const gone = former.filter((f) => !f.parent);
  for (const family of families.filter((f) => f.length >= 4).slice(0, 3)) {
    const head = gone.find((g) => g.region === family[0].region);
    if (!head) continue;
    gone.splice(gone.indexOf(head), 1);
    family[0].parent = head;
  }
}

/** Competitors whom nobody may serve side by side: two to four named accounts of one industry and region. */
export function makeConflicts(rng, accounts, families, people) {
  const staff = new Map([...groupBy(people, (c) => c.cell)].map(([cell, staffed]) => [cell, staffed.length]));
  const inFamily = new Set(families.flat());
  const eligible = rng.shuffled(
    accounts.filter(
      (a) =>
        !isPooled(a.tier) &&
        a.industry &&
        !inFamily.has(a) &&
        a.clearances.length + a.requiredSkills.length === 0,
    ),
  );
  const groups = groupBy(eligible, (a) => `${a.cell}:${a.industry}`);
  const wanted = Math.round(accounts.length / ACCOUNTS_PER_CONFLICT_GROUP);
  let made = 0;
  for (const [, group] of groups) {
    if (made >= wanted) return;
    const size = rng.weighted([
      [2, 60],
      [3, 30],
      [4, 10],
    ]);
    if (group.length < 6 || (staff.get(group[0].cell) ?? 0) < size + 1) continue;
    made++;
    for (const account of group.slice(0, size))
      account.conflictGroup = `rivals-${String(made).padStart(2, '0')}`;
  }
}

/** A few accounts came to need a special skill lately. */
export function raiseRequirements(rng, accounts, people) {
  const skilled = new Set(
    people.filter((c) => c.skills.some((s) => SPECIAL_SKILLS.includes(s))).map((c) => c.cell),
  );
  const eligible = accounts.filter(
    (a) =>
      a.tier === 'high' &&
      skilled.has(a.cell) &&
      !a.conflictGroup &&
      a.clearances.length === 0 &&
      a.requiredSkills.length === 0 &&
      a.from < AS_OF - 200,
  );
  for (const account of rng.shuffled(eligible).slice(0, Math.ceil(accounts.length / 300))) {
    account.requiredSkills = [rng.pick(SPECIAL_SKILLS)];
    account.facts.push({
      day: AS_OF - rng.between(5, 60),
      changes: ['requiredSkills'],
      before: { requiredSkills: [] },
    });
  }
}

/** Every account's AE of today and, as `aeSteps`, those before: a family has one AE where it can. */
export function assignAes(rng, accounts, former, { aes, predecessor, successor }) {
  const aesOf = aesByCell(aes);
  const load = new Map(aes.map((a) => [a.id, 0]));
  const choose = (account) => {
    const own = aesOf(account.cell);
    const best = own.reduce((a, b) => (load.get(b.id) < load.get(a.id) ? b : a));
    return rng.chance(0.75) ? best : rng.pick(own);
  };
  for (const account of [...accounts, ...former].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const root = rootOf(account);
    const family = root !== account && root.ae && root.cell === account.cell;
    account.ae = family ? root.ae : rng.chance(0.008) ? undefined : choose(account);
    if (account.ae) load.set(account.ae.id, load.get(account.ae.id) + account.hours + 0.5);
  }
  for (const account of [...accounts, ...former])
    account.aeSteps = aeHistory(rng, account, aesOf, predecessor, successor);
  return transferPatch(rng, accounts, aes);
}

function aeHistory(rng, account, aesOf, predecessor, successor) {
  const handover = successor.joined + 2;
  if (account.ae === successor && account.from < handover) {
    const before = { day: account.from, ae: predecessor };
    return account.churned <= handover ? [before] : [before, { day: handover, ae: successor, by: 'patch' }];
  }
  if (account.ae && rng.chance(0.03) && account.from < AS_OF - 120 && account.churned === undefined) {
    const others = aesOf(account.cell).filter((a) => a !== account.ae && a !== successor);
    const at = account.from + 30 + rng.between(0, AS_OF - 40 - account.from - 30);
    if (others.length > 0)
      return [
        { day: account.from, ae: rng.pick(others) },
        { day: at, ae: account.ae, by: 'change' },
      ];
  }
  return [{ day: account.from, ae: account.ae }];
}

/** In March part of one AE's patch went to a neighbour. */
function transferPatch(rng, accounts, aes) {
  const cell = [...groupBy(aes, (a) => a.cell).values()].find((g) => g.length >= 3);
  if (!cell) return undefined;
  const [from, to] = [cell.at(-2), cell.at(-1)];
  const at = day('2026-03-02');
  const moved = accounts.filter(
    (a) => a.ae === to && a.aeSteps.length === 1 && a.from < LAST_PLANNING && rng.chance(0.4),
  );
  for (const a of moved)
    a.aeSteps = [
      { day: a.from, ae: from },
      { day: at, ae: to, by: 'partial' },
    ];
  return moved.length === 0 ? undefined : { day: at, from, to, accounts: moved };
}

export function rootOf(account) {
  let at = account;
  while (at.parent) at = at.parent;
  return at;
}
