import { REGIONS } from './catalogue.mjs';

/** `total` in whole parts proportional to `shares`; every part with a share gets at least `least` while it lasts. */
export function apportion(total, shares, least = 0) {
  const sum = shares.reduce((a, b) => a + b, 0);
  const exact = shares.map((s) => (total * s) / sum);
  const parts = exact.map((x) => Math.floor(x));
  let left = total - parts.reduce((a, b) => a + b, 0);
  const byRest = shares.map((_, i) => i).sort((a, b) => exact[b] - parts[b] - (exact[a] - parts[a]) || a - b);
  for (const i of byRest) if (left-- > 0) parts[i]++;
  for (let i = 0; i < parts.length; i++) {
    const rich = parts.indexOf(Math.max(...parts));
    while (parts[i] < least && parts[rich] > least) {
      parts[i]++;
      parts[rich]--;
    }
  }
  return parts;
}

/** All cells of the company with the number of people (CSMs or AEs) in each; a cell without people is closed. */
export function openCells(people) {
  const byRegion = apportion(
    people,
    REGIONS.map((r) => r.share),
    1,
  );
  return REGIONS.flatMap((region, r) => {
    const parts = apportion(
      byRegion[r],
      region.cells.map((c) => c.share),
    );
    if (byRegion[r] > 0 && parts[0] === 0) parts[0] = 1;
    return region.cells.map((cell, i) => ({
      key: `${region.id}/${cell.language}`,
      region,
      cell,
      people: parts[i],
    }));
  }).filter((c) => c.people > 0);
}

/** @template T @param {readonly T[]} list @param {(item: T) => string} keyOf @returns {Map<string, T[]>} */
export function groupBy(list, keyOf) {
  const groups = new Map();
  for (const item of list) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
