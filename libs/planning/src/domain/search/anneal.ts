import type { Rng } from '@bailiwick/kernel';
import { forgetVisits, visitedArcs, type ArcChoice } from './arc-choice.js';
import { Moves } from './moves.js';
import type { SearchState } from './search-state.js';

/** Shares of the kinds of move, as running sums; the rest are swaps of pairs. */
const SHARES = { shift: 0.45, swap: 0.87, chain: 0.9, movePair: 0.97 } as const;

/** After each of these many equal parts, arcs that were not visited in it are given up. */
const PHASES = 8;

/** −ln of evenly spaced numbers in (0, 1): what an annealing step may cost, in units of the temperature. */
const ALLOWANCE = Float64Array.from({ length: 4096 }, (_, k) => -Math.log((k + 0.5) / 4096));

export interface Annealing {
  readonly iterations: number;
  /** Temperatures at the start and at the end, in points. */
  readonly hot: number;
  readonly cold: number;
  /** Iterations between two looks at the temperature and at what `onInterval` cares for. */
  readonly interval: number;
  /** Called with the share that is done; false stops. */
  readonly onInterval: (done: number) => boolean;
}

/**
 * Simulated annealing with geometric cooling by iterations over the arcs of `choice`. From phase to phase only the
 * arcs that were visited stay in play: at low temperatures the others would be refused again and again.
 * @returns the iterations made.
 */
export function anneal(state: SearchState, rng: Rng, choice: ArcChoice, options: Annealing): number {
  const moves = new Moves(state, rng);
  const phaseLength = Math.ceil(options.iterations / PHASES);
  let open = choice;
  let made = 0;
  for (let phase = 0; phase < PHASES && made < options.iterations && open.units.length > 0; phase++) {
    forgetVisits(state, open);
    const target = Math.min(options.iterations, made + phaseLength);
    const reached = annealPhase(state, rng, moves, open, options, made, target);
    if (reached < target) return reached;
    made = reached;
    open = visitedArcs(state, open);
  }
  return made;
}

function annealPhase(
  { arcOf }: SearchState,
  rng: Rng,
  moves: Moves,
  { units, start, arcs }: ArcChoice,
  { iterations, hot, cold, interval, onInterval }: Annealing,
  from: number,
  to: number,
): number {
  let temperature = hot;
  for (let it = from; it < to; it++) {
    if ((it - from) % interval === 0) {
      if (!onInterval(it / iterations)) return it;
      temperature = hot * Math.pow(cold / hot, it / iterations);
    }
    const k = rng.int(units.length);
    const unit = units[k]!;
    const arc = arcs[start[k]! + rng.int(start[k + 1]! - start[k]!)]!;
    if (arc === arcOf[unit]) continue;
    const draw = rng.next();
    const most = temperature * ALLOWANCE[rng.int(ALLOWANCE.length)]!;
    if (draw < SHARES.shift) moves.shift(unit, arc, most);
    else if (draw < SHARES.swap) moves.swap(unit, arc, most);
    else if (draw < SHARES.chain) moves.chain(unit, arc, most);
    else if (draw < SHARES.movePair) moves.movePair(unit, arc, most);
    else moves.swapPairs(unit, arc, most);
  }
  return to;
}
