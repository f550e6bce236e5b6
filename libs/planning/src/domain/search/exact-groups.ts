import type { Rng } from '@bailiwick/kernel';
import { csmsAround } from './csm-groups.js';
import { ExactGroup } from './exact-group.js';
import type { SearchState } from './search-state.js';

const FIRST_SIZE = 2;
/** A group that is not searched to the end in so many nodes is left. */
const MOST_NODES = 100_000;
/** Groups larger than those of which this share is too hard are not tried. */
const HARD_SHARE = 0.5;
/** Groups in a row that bring nothing before larger ones are tried, for every two CSMs; and before there is no end to it. */
const IDLE = { grow: 1, stop: 2 } as const;

export interface Replanned {
  /** Arcs and nodes that were looked at. */
  readonly work: number;
  /** True when all CSMs were replanned together to the end, and no arc leads to nobody: there is nothing left to find. */
  readonly exhausted: boolean;
}

/**
 * Replans groups of CSMs exactly, small ones first, until so many in a row bring nothing that more will not. From
 * a plan that keeps every limit, of a problem that suits it.
 * @param goOn told what has been looked at after each group; false ends it
 */
export function replanGroups(state: SearchState, rng: Rng, goOn: (work: number) => boolean): Replanned {
  const exact = new ExactGroup(state);
  const { csmCount } = state.model;
  const twos = csmCount * csmCount;
  const nobody = state.model.arcCsm.includes(csmCount);
  let [size, idle, tried, hard] = [FIRST_SIZE, 0, 0, 0];
  while (goOn(exact.work)) {
    const largest = hard > HARD_SHARE * tried || size >= csmCount;
    if (idle >= twos * (largest ? IDLE.stop : IDLE.grow)) {
      if (largest) break;
      [size, idle, tried, hard] = [size + 1, 0, 0, 0];
    }
    const group = csmsAround(state, rng, rng.int(csmCount), size);
    const result = exact.replan(group, MOST_NODES);
    tried++;
    if (result === 'too-hard') hard++;
    else if (group.length === csmCount && !nobody) return { work: exact.work, exhausted: true };
    idle = result === 'improved' ? 0 : idle + 1;
  }
  return { work: exact.work, exhausted: false };
}
