import type { Problem } from '../problem/problem.js';
import { RoomFlow, type WorkClass } from './room-flow.js';

/** With more kinds of units than this the hours are not looked into: kinds are few where rules make them. */
const MOST_CLASSES = 5_000;

interface UnitClass extends WorkClass {
  readonly units: number[];
}

/**
 * The units that may not all find hours beside each other, in groups that have no CSM in common and of which somebody
 * may be left to nobody. All others find theirs whatever becomes of these, as far as hours alone tell: their work fits
 * as a flow into ceilings that are lowered by the largest account, and a flow can be rounded to whole accounts that
 * exceed it by less.
 * @see Shmoys and Tardos (1993) on the rounding
 */
export function contendedParts(problem: Problem): Int32Array[] {
  const classes = classesOf(problem);
  if (classes.length === 0 || classes.length > MOST_CLASSES) return [];
  const short = new RoomFlow(classes, roomOf(problem)).shortClasses();
  return groupsOf(classes.filter((_, i) => short[i]))
    .map((group) => Int32Array.from(group.flatMap(({ units }) => units)).sort())
    .filter((units) => units.some((u) => problem.unassignedPoints[u] > 0));
}

/** Units with a choice by the CSMs that they may go to. */
function classesOf({ unitCount, arcStart, arcCsm, arcHours }: Problem): UnitClass[] {
  const classes = new Map<string, { units: number[]; csms: Int32Array; work: number }>();
  for (let u = 0; u < unitCount; u++) {
    const [first, end] = [arcStart[u], arcStart[u + 1]];
    if (end - first < 2) continue;
    const last = arcCsm[end - 1] < 0 ? end - 1 : end;
    const csms = arcCsm.subarray(first, last);
    let least = Infinity;
    for (let a = first; a < last; a++) least = Math.min(least, arcHours[a]);
    const key = csms.join();
    const found = classes.get(key);
    if (found) {
      found.units.push(u);
      found.work += least;
    } else classes.set(key, { units: [u], csms, work: least });
  }
  return [...classes.values()];
}

/** Hours of each CSM beside units without a choice, less one account. */
function roomOf({ unitCount, arcStart, arcCsm, arcHours, ceiling }: Problem): Float64Array {
  const room = ceiling.slice();
  const largest = new Float64Array(ceiling.length);
  for (let u = 0; u < unitCount; u++) {
    const alone = arcStart[u + 1] - arcStart[u] === 1;
    for (let a = arcStart[u]; a < arcStart[u + 1]; a++) {
      const j = arcCsm[a];
      if (j < 0) continue;
      if (alone) room[j] -= arcHours[a];
      else largest[j] = Math.max(largest[j], arcHours[a]);
    }
  }
  return room.map((hours, j) => Math.max(0, hours - largest[j]));
}

/** Classes that are joined by CSMs, directly or through others. */
function groupsOf(classes: readonly UnitClass[]): UnitClass[][] {
  const groupOf = new Map<number, UnitClass[]>();
  for (const each of classes) {
    const joined = new Set([...each.csms].map((j) => groupOf.get(j)).filter((g) => g !== undefined));
    const group = [each, ...[...joined].flat()];
    for (const member of group) for (const j of member.csms) groupOf.set(j, group);
  }
  return [...new Set(groupOf.values())];
}
