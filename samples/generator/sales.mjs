import { day } from './days.mjs';
import { groupBy, openCells } from './shares.mjs';

/**
 * @typedef {object} Ae
 * @property {string} id
 * @property {string} name
 * @property {string} region
 * @property {string} cell
 * @property {string} team
 * @property {string} avpId
 * @property {number} joined
 * @property {number} [departed] the day of departure of somebody who is not in aes.csv
 */

const AES_PER_AVP = 7;

/** Account executives by region and language, in teams under area vice presidents; one of them came this February. */
export function makeAes(rng, names, total) {
  /** @type {Ae[]} */
  const aes = [];
  let avps = 0;
  const byRegion = new Map();
  for (const slot of openCells(total))
    byRegion.set(slot.region.id, [...(byRegion.get(slot.region.id) ?? []), slot]);
  for (const [region, slots] of byRegion) {
    const seats = slots.flatMap((s) => Array.from({ length: s.people }, () => s));
    const teams = Math.max(1, Math.round(seats.length / AES_PER_AVP));
    seats.forEach((slot, i) => {
      const team = Math.floor((i * teams) / seats.length);
      aes.push({
        id: '',
        name: names.person(),
        region,
        cell: slot.key,
        team: `${region} ${team + 1}`,
        avpId: `V${avps + team + 1}`,
        joined: 0,
      });
    });
    avps += teams;
  }
  const width = String(total + 1).length;
  aes.forEach((ae, i) => (ae.id = `E${String(i + 1).padStart(width, '0')}`));
  const newcomer = aes[Math.min(2, aes.length - 1)];
  newcomer.joined = day('2026-02-02');
  const predecessor = {
    ...newcomer,
    id: `E${String(total + 1).padStart(width, '0')}`,
    name: names.person(),
    joined: 0,
    departed: day('2026-02-06'),
  };
  return { aes, predecessor, successor: newcomer };
}

/** Finds the AEs who serve a cell; where a cell has none, those of its region. */
export function aesByCell(aes) {
  const cells = groupBy(aes, (a) => a.cell);
  const regions = groupBy(aes, (a) => a.region);
  return (cell) => cells.get(cell) ?? regions.get(cell.split('/')[0]) ?? aes;
}
