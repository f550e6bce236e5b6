import { AS_OF, OPENING, day, plusMonths } from './days.mjs';
import { bufferedTier, hoursOf } from './sizing.mjs';

/**
 * What happened to an account, as lists of `{ day, … }` in order; the first entry of each is the state in which the
 * history finds it (at the opening or at its start).
 */

/** The monthly review at which the present tiers were last settled. */
export const LAST_REVIEW = day('2026-09-01');

/** How much of the year's contracts end in each month, January first: bunched at the end of quarters and of the year. */
const RENEWALS_BY_MONTH = [9, 6, 8, 5, 5, 8, 4, 3, 7, 10, 12, 23];

const EXPANSION_REASONS = ['more seats', 'new product', 'new site', 'price uplift', 'second department'];
const CONTRACTION_REASONS = ['fewer seats', 'product dropped', 'site closed', 'budget cut'];

/** The entry of `steps` that holds at the end of day `at`. */
export function valueAt(steps, at) {
  let found = steps[0];
  for (const step of steps) if (step.day <= at) found = step;
  return found;
}

/** A day in a month of the bunched year that starts with month `first` (a day number on the 1st). */
export function bunchedDay(rng, first) {
  const startMonth = new Date(first * 86_400_000).getUTCMonth();
  const ahead = rng.weighted(RENEWALS_BY_MONTH.map((_, k) => [k, RENEWALS_BY_MONTH[(startMonth + k) % 12]]));
  const month = plusMonths(first, ahead);
  const end = plusMonths(first, ahead + 1) - 1;
  return rng.chance(0.5) ? end : rng.between(month, end);
}

/** The next renewal of a customer of long standing and the ones before it that lie in the history. */
export function oldRenewals(rng, from) {
  const term = rng.weighted([
    [12, 85],
    [24, 6],
    [36, 9],
  ]);
  const overdue = rng.chance(0.015);
  const beyond = term === 12 ? 0 : rng.pick([0, 12, term - 12]);
  const next = overdue ? AS_OF - rng.between(1, 20) : plusMonths(bunchedDay(rng, AS_OF), beyond);
  return renewalSteps(rng, from, next, term);
}

/** Renewals of a customer who came at `start`: a year later, and every year. */
export function newRenewals(rng, start) {
  let next = plusMonths(start, 12);
  while (next < AS_OF) next = plusMonths(next, 12);
  return renewalSteps(rng, start, next, 12);
}

function renewalSteps(rng, from, next, term) {
  const dates = [next];
  for (let at = plusMonths(next, -term); at > from + 5 && at > OPENING + 5; at = plusMonths(at, -term))
    dates.unshift(at);
  return dates.map((renewal, i) => {
    if (i === 0) return { day: from, renewal };
    const signed = dates[i - 1] - rng.between(2, 40);
    return { day: Math.min(AS_OF - 1, Math.max(from + 2, OPENING + 2, signed)), renewal };
  });
}

/** Steps of ARR from `from` that end at `arr`; `rate` is how many to expect in the whole window. */
export function arrSteps(rng, from, arr, rate) {
  const room = AS_OF - 2 - (from + 20);
  const count = room < 60 ? 0 : Math.floor(rate * (room / 500) + rng.next());
  const days = Array.from({ length: count }, () => from + 20 + rng.between(0, room)).sort((a, b) => a - b);
  const distinct = days.filter((d, i) => i === 0 || d - days[i - 1] > 14);
  const steps = [];
  let after = arr;
  for (const at of distinct.reverse()) {
    const grows = rng.chance(0.78);
    const factor = grows ? 1.04 + 0.5 * rng.next() ** 2 : 0.65 + 0.3 * rng.next();
    const before = Math.max(1200, Math.round(after / factor / 10) * 10);
    if (before === after) continue;
    steps.unshift({
      day: at,
      arr: after,
      reason: rng.pick(before < after ? EXPANSION_REASONS : CONTRACTION_REASONS),
    });
    after = before;
  }
  return [{ day: from, arr: after }, ...steps];
}

/** The tiers of an account as its monthly reviews settle them. */
export function tierSteps(arrs, strategic) {
  const steps = [];
  let tier;
  for (const { day: at, arr } of arrs) {
    const next = bufferedTier(arr, strategic, tier);
    if (next === tier) continue;
    steps.push({ day: steps.length === 0 ? at : firstOfNextMonth(at), tier: next });
    tier = next;
  }
  return steps;
}

function firstOfNextMonth(at) {
  const d = new Date(at * 86_400_000);
  return Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + 1, 1) / 86_400_000;
}

/** Health scores every `every` days that end at `last`. */
export function healthSteps(rng, from, last, every) {
  if (last === undefined) return [{ day: from, health: undefined }];
  const steps = [];
  let health = last;
  for (let at = AS_OF - rng.between(2, every); at > from + 25; at -= every + rng.between(-8, 8)) {
    steps.unshift({ day: at, health });
    health = Math.max(4, Math.min(100, Math.round(health + rng.normal(0, 7))));
  }
  return [{ day: from, health }, ...steps];
}

/** Journey stages, checked whenever something happens that could change them. */
export function stageSteps(rng, from, start, renewals, healths) {
  const late = rng.between(0, 25);
  const forgotten = rng.chance(0.12);
  const checks = [start + 100, start + 365];
  for (const { day: at, renewal } of renewals) checks.push(at, renewal - 75 + late);
  for (const { day: at } of healths) checks.push(at);
  const days = [from, ...checks.filter((d) => d > from && d < AS_OF).sort((a, b) => a - b)];
  const steps = [];
  for (const at of days) {
    const renewal = valueAt(renewals, at).renewal;
    const health = valueAt(healths, at).health;
    const stage =
      at < start + 100
        ? 'onboarding'
        : health !== undefined && health < 40
          ? 'at-risk'
          : !forgotten && at >= renewal - 75 + late && at < renewal
            ? 'renewal'
            : at < start + 365
              ? 'adoption'
              : 'value';
    if (stage !== steps.at(-1)?.stage) steps.push({ day: at, stage });
  }
  return steps;
}

/** The hours of an account as they were at the end of day `at`. */
export function hoursAt(account, at) {
  return hoursOf({
    tier: valueAt(account.tiers, at).tier,
    stage: valueAt(account.stages, at).stage,
    complexity: account.complexity,
    health: valueAt(account.healths, at).health,
  });
}
