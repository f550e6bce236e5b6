import { AS_OF, LAST_PLANNING, day } from './days.mjs';
import { CLEARANCES, INDUSTRIES, REGIONS, SPECIAL_SKILLS } from './catalogue.mjs';
import { apportion, groupBy, openCells } from './shares.mjs';
import { capacityOf } from './sizing.mjs';

/**
 * @typedef {object} Csm
 * @property {string} id
 * @property {string} name
 * @property {string} region
 * @property {string} cell `region/language` that this CSM mostly serves
 * @property {string[]} languages
 * @property {string[]} skills
 * @property {string[]} clearances
 * @property {string[]} tiers
 * @property {string} timezone
 * @property {string} location
 * @property {number} [seniority]
 * @property {number} hours
 * @property {number} cost
 * @property {string} managerId
 * @property {number} start
 * @property {number} [end]
 * @property {number} [rampMonths]
 * @property {{ from: number, to: number, cover?: string, known: number }[]} leaves
 * @property {number} [maxAccounts]
 * @property {boolean} pool
 * @property {number} [left] the last day of somebody who no longer works here and is not in csms.csv
 */

function languagesOf(rng, region, language) {
  const others = region.cells.map((c) => c.language).filter((l) => l !== language && l !== 'en');
  const spoken = language === 'en' ? ['en'] : [language, 'en'];
  if (others.length > 0 && rng.chance(0.22)) spoken.push(rng.pick(others));
  return spoken;
}

function industriesOf(rng) {
  const own = new Set();
  const count = rng.between(2, 3);
  while (own.size < count) own.add(rng.weighted(INDUSTRIES));
  return [...own];
}

/** @returns {Csm} */
function person(rng, names, region, cell, index) {
  const [location, timezone, cost] = rng.pick(cell.offices ?? region.offices);
  const seniority = rng.weighted([
    [1, 8],
    [2, 20],
    [3, 34],
    [4, 25],
    [5, 13],
  ]);
  return {
    id: '',
    name: names.person(),
    region: region.id,
    cell: `${region.id}/${cell.language}`,
    languages: languagesOf(rng, region, cell.language),
    skills: industriesOf(rng),
    clearances: [],
    tiers: index >= 4 && seniority <= 2 && rng.chance(0.5) ? ['low'] : [],
    timezone,
    location,
    seniority,
    hours: rng.weighted([
      [120, 80],
      [96, 13],
      [72, 7],
    ]),
    cost: Math.round((cost * (0.72 + 0.09 * seniority)) / 500) * 500,
    managerId: '',
    start: day('2017-01-09') + 7 * rng.between(0, 400),
    rampMonths: rng.chance(0.3) ? 3 : undefined,
    leaves: [],
    pool: false,
  };
}

/** The first three of every cell are the specialists, so that a language always has somebody for a requirement. */
function specialise(people) {
  const byCell = groupBy(people, (c) => c.cell);
  for (const group of byCell.values()) {
    group.forEach((csm, i) => {
      if (i < SPECIAL_SKILLS.length && group.length >= 4) csm.skills.push(SPECIAL_SKILLS[i]);
      if (i >= 1 && i <= Math.max(1, group.length / 4) && group.length >= 4 && CLEARANCES[csm.region]) {
        csm.clearances.push(CLEARANCES[csm.region]);
        if (!csm.skills.includes('public')) csm.skills.push('public');
      }
    });
  }
}

/** People of the two largest cells of a region, latest first, who have no special role yet. */
function ordinary(people, cellKey, used) {
  return people.filter(
    (c) =>
      c.cell === cellKey &&
      !used.has(c) &&
      c.clearances.length === 0 &&
      !c.skills.some((s) => SPECIAL_SKILLS.includes(s)),
  );
}

/** Absences, a departure and a hire, about as many as sixty people have. */
function lifeHappens(rng, people, total) {
  const used = new Set();
  const bigCells = [...groupBy(people, (c) => c.cell)].filter(([, g]) => g.length >= 5).map(([key]) => key);
  if (bigCells.length === 0) return;
  const take = (turn) => {
    const csm =
      ordinary(people, bigCells[turn % bigCells.length], used)[0] ?? ordinary(people, bigCells[0], used)[0];
    if (csm) used.add(csm);
    return csm;
  };
  const scale = Math.max(1, Math.round(total / 60));
  for (let i = 0; i < scale; i++) {
    const parent = take(4 * i);
    if (parent)
      parent.leaves.push({ from: day('2026-08-17'), to: day('2027-02-26'), known: day('2026-06-15') });
    const sabbatical = take(4 * i + 1);
    if (sabbatical)
      sabbatical.leaves.push({ from: day('2026-09-14'), to: day('2026-11-20'), known: day('2026-07-20') });
    const leaver = take(4 * i + 2);
    if (leaver) leaver.end = day('2026-10-31');
    const hire = take(4 * i);
    if (hire)
      Object.assign(hire, {
        start: day('2026-08-03'),
        rampMonths: 6,
        tiers: [],
        seniority: 3,
        maxAccounts: 30,
      });
    for (const [k, start] of ['2025-06-02', '2025-11-03'].entries()) {
      const recent = take(4 * i + 1 + k);
      if (recent) Object.assign(recent, { start: day(start), rampMonths: 3 });
    }
  }
  for (const csm of people) {
    if (!used.has(csm) && rng.chance(0.3)) {
      const from = AS_OF + rng.between(-60, 75);
      csm.leaves.push({
        from,
        to: from + rng.pick([4, 9, 11, 13, 20]),
        known: Math.min(AS_OF - 3, from - 30) - rng.between(0, 60),
      });
    }
    if (!used.has(csm) && csm.seniority === 5 && rng.chance(0.5)) csm.maxAccounts = 35;
  }
}

/** @returns {Csm[]} */
function pools(rng, total) {
  const counts = apportion(
    Math.max(3, Math.round(total * 0.1)),
    REGIONS.map((r) => r.share),
    total >= 30 ? 2 : 1,
  );
  return REGIONS.flatMap((region, r) =>
    Array.from({ length: counts[r] }, (_, i) => {
      const rest = region.cells.map((c) => c.language).filter((l) => l !== 'en');
      // The first desk speaks everything, the second English and half of the rest, and so on in turns.
      const languages =
        i % 2 === 0 ? ['en', ...rest] : ['en', ...rest.filter((_, k) => k % 2 === Math.floor(i / 2) % 2)];
      return {
        id: '',
        name: `${region.id} digital desk ${i + 1}`,
        region: region.id,
        cell: `${region.id}/pool`,
        languages,
        skills: i % 2 === 0 ? ['retail', 'technology', 'manufacturing'] : ['finance', 'healthcare', 'media'],
        clearances: [],
        tiers: ['tech'],
        timezone: region.offices[i % region.offices.length][1],
        location: region.offices[i % region.offices.length][0],
        hours: 0,
        cost: 0,
        managerId: '',
        start: day('2021-03-01') + 30 * rng.between(0, 20),
        leaves: [],
        pool: true,
      };
    }),
  );
}

/** Colleagues who left this year: one in June, whose book was handed out, one in September, whose book was not. */
function leavers(rng, names, people, cells) {
  const big = cells.filter((c) => c.people >= 5);
  if (big.length === 0) return [];
  return ['2026-06-30', '2026-09-18'].map((lastDay, i) => {
    const { region, cell } = big[i % big.length];
    const gone = person(rng, names, region, cell, 0);
    return {
      ...gone,
      tiers: [],
      hours: 120,
      seniority: 3,
      start: day('2020-02-03') + 60 * i,
      left: day(lastDay),
      end: day(lastDay),
    };
  });
}

/**
 * The CSMs of the company as of the sample's date, those who left this year, and the cells that are staffed.
 * @param {import('./rng.mjs').Rng} rng
 */
export function makeCsms(rng, names, total) {
  const desks = pools(rng, total);
  const cells = openCells(total - desks.length);
  const people = cells.flatMap(({ region, cell, people: n }) =>
    Array.from({ length: n }, (_, i) => person(rng, names, region, cell, i)),
  );
  specialise(people);
  lifeHappens(rng, people, total);
  const gone = leavers(rng, names, people, cells);
  const width = String(total + gone.length).length;
  [...people, ...desks, ...gone].forEach((csm, i) => {
    csm.id = `C${String(i + 1).padStart(width, '0')}`;
    csm.managerId = `M-${csm.region}`;
  });
  for (const csm of people) {
    const long = csm.leaves.find((l) => l.to - l.from > 45);
    if (long)
      long.cover = people.find(
        (c) => c.cell === csm.cell && c !== csm && c.start < LAST_PLANNING && !c.end,
      )?.id;
  }
  return { people, desks, gone, cells, capacity: new Map(people.map((c) => [c.id, capacityOf(c)])) };
}
