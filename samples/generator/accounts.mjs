import { AS_OF } from './days.mjs';
import { drawAccount } from './draw-account.mjs';
import { apportion } from './shares.mjs';
import { isPooled } from './sizing.mjs';

/** @typedef {import('./draw-account.mjs').Account} Account */

/** Named work is planned at this share of what the people of a cell can do. */
const TARGET_UTILISATION = 0.912;
const CHURN_SHARE = 0.07;

/** Accounts of a cell until its people are as busy as they should be, at most `most`. */
function namedOf(rng, names, slot, target, most) {
  const out = [];
  let hours = 0;
  while (hours < target && out.length < most) {
    const account = drawAccount(rng, names, slot, rng.chance(0.3) ? 'high' : 'low');
    if (isPooled(account.tier)) continue;
    out.push(account);
    hours += account.hours;
  }
  return out;
}

function techOf(rng, names, slot, count) {
  const out = [];
  while (out.length < count) {
    const account = drawAccount(rng, names, slot, 'tech');
    if (isPooled(account.tier)) out.push(account);
  }
  return out;
}

/** Customers whom the history saw leave: they are in the events, not among the present accounts. */
function formerOf(rng, names, slots, count) {
  return Array.from({ length: count }, () => {
    const slot = rng.weighted(slots.map((s) => [s, s.people]));
    const account = drawAccount(
      rng,
      names,
      slot,
      rng.weighted([
        ['tech', 70],
        ['low', 23],
        ['high', 7],
      ]),
    );
    const earliest = account.from + 40;
    if (earliest > AS_OF - 5) return undefined;
    account.churned = rng.between(earliest, AS_OF - 3);
    return account;
  }).filter((a) => a !== undefined);
}

/**
 * `total` accounts whose named work fits the people of each cell, and former customers besides.
 * @param {import('./rng.mjs').Rng} rng
 */
export function makeAccounts(rng, names, total, { cells, people, capacity }) {
  const capacityOfCell = cells.map((slot) =>
    people.filter((c) => c.cell === slot.key).reduce((sum, c) => sum + capacity.get(c.id), 0),
  );
  const most = apportion(
    Math.floor(total * 0.8),
    cells.map((c) => c.people),
  );
  const named = cells.flatMap((slot, i) =>
    namedOf(rng, names, slot, capacityOfCell[i] * TARGET_UTILISATION, most[i]),
  );
  const kept = named.slice(0, total);
  const techCounts = apportion(
    total - kept.length,
    cells.map((c) => c.people * (0.8 + 0.4 * rng.next())),
  );
  const tech = cells.flatMap((slot, i) => techOf(rng, names, slot, techCounts[i]));
  const former = formerOf(rng, names, cells, Math.round(total * CHURN_SHARE));
  const everybody = [...kept, ...tech, ...former];
  const width = Math.max(4, String(everybody.length).length);
  const byStart = [...everybody].sort((a, b) => a.start - b.start);
  byStart.forEach((a, i) => (a.id = `A${String(i + 1).padStart(width, '0')}`));
  return {
    accounts: byStart.filter((a) => a.churned === undefined),
    former: byStart.filter((a) => a.churned !== undefined),
  };
}

/** Sizes the digital desks to the pooled work of their languages, with a little air, in steps of five hours. */
export function sizeDesks(desks, accounts) {
  for (const desk of desks) desk.need = 0;
  for (const account of accounts) {
    if (!isPooled(account.tier)) continue;
    const able = desks.filter(
      (d) => d.region === account.region && (!account.language || d.languages.includes(account.language)),
    );
    for (const desk of able) desk.need += account.hours / able.length;
  }
  for (const desk of desks) {
    desk.hours = Math.max(20, Math.ceil((desk.need * 1.09) / 5) * 5);
    desk.cost = Math.round(((desk.hours / 120) * 62_000) / 500) * 500;
    delete desk.need;
  }
}
