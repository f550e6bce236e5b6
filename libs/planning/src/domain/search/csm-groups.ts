import type { Rng } from '@bailiwick/kernel';
import type { SearchState } from './search-state.js';

/**
 * `size` CSMs around `first`, each next one drawn from those who could serve most of the units that the group has;
 * fewer when no unit of the group has an arc out of it. Nobody is not among them.
 */
export function csmsAround(state: SearchState, rng: Rng, first: number, size: number): number[] {
  const { csmCount } = state.model;
  const shared = new Float64Array(csmCount + 1);
  const group = [first];
  for (let last = first; group.length < size;) {
    countArcs(state, last, shared);
    for (const csm of group) shared[csm] = 0;
    shared[csmCount] = 0;
    last = draw(rng, shared);
    if (last < 0) break;
    group.push(last);
  }
  return group;
}

/** The units that the CSMs of `group` have, and a group's units that nobody has. */
export function unitsOf(state: SearchState, group: readonly number[]): number[] {
  return group
    .flatMap((csm) => Array.from(state.members[csm]!.subarray(0, state.memberCount[csm])))
    .sort((a, b) => a - b);
}

/** An index drawn with a chance in proportion to its weight, or −1 when all weights are 0. */
export function draw(rng: Rng, weights: Float64Array): number {
  let total = 0;
  for (const weight of weights) total += weight;
  let rest = rng.next() * total;
  let last = -1;
  for (let k = 0; k < weights.length; k++) {
    if (weights[k]! <= 0) continue;
    last = k;
    rest -= weights[k]!;
    if (rest < 0) break;
  }
  return last;
}

function countArcs({ model, members, memberCount }: SearchState, csm: number, counts: Float64Array): void {
  for (let k = 0; k < memberCount[csm]!; k++) {
    const unit = members[csm]![k]!;
    for (let a = model.arcStart[unit]!; a < model.arcStart[unit + 1]!; a++) counts[model.arcCsm[a]!]!++;
  }
}
