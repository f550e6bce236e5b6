import { seededRng } from '@bailiwick/kernel';
import { restrictProblem, type RestrictedProblem } from '../model/restrict-problem.js';
import type { Problem, Solution } from '../problem/problem.js';
import { CompoundMove } from './compound-move.js';
import { Incumbent } from './incumbent.js';
import { NeighbourhoodChooser, type Neighbourhood, type NeighbourhoodResult } from './neighbourhoods.js';
import { SearchState } from './search-state.js';

/** Solves a small problem from a known solution; undefined when it found none. */
export type SolveSub = (sub: Problem, start: Solution) => Promise<SubSolution | undefined>;

export interface SubSolution {
  readonly solution: Solution;
  /** False: a time limit ended the solver, and more may be possible. */
  readonly optimal: boolean;
}

export interface PolishOptions {
  /** Neighbourhoods to try. */
  readonly neighbourhoods: number;
  readonly seed: number;
  /** Neighbourhoods solved at the same time; part of what decides the result. Default 1. */
  readonly parallel?: number;
  /** True when polishing must stop; asked before every round. */
  readonly deadline?: () => boolean;
  readonly onProgress?: (progress: { readonly tried: number; readonly objective: number }) => void;
}

export interface Polished {
  readonly solution: Solution;
  readonly objective: number;
  readonly feasible: boolean;
  /** Neighbourhoods tried, and how many of them improved the solution. */
  readonly tried: number;
  readonly improved: number;
  /** True when the deadline or a time limit of a sub-problem had a part in the result: it may then not repeat. */
  readonly stoppedEarly: boolean;
}

/** Points by which a neighbourhood must improve: less is a solver's rounding. */
const EPSILON = 1e-6;
/** Points for a violation of typical size: a polished solution never breaks a limit more than before. */
const VIOLATION = 1e9;

/**
 * A solution at least as good as `solution`, by solving neighbourhoods of it exactly with `solveSub`, in rounds of
 * `parallel` disjoint ones whose results are applied in the order in which they were chosen.
 */
export async function polish(
  problem: Problem,
  solution: Solution,
  solveSub: SolveSub,
  options: PolishOptions,
): Promise<Polished> {
  const polisher = new Polisher(problem, solution, solveSub, options);
  await polisher.run();
  return polisher.result();
}

class Polisher {
  private readonly state: SearchState;
  private readonly move: CompoundMove;
  private readonly chooser: NeighbourhoodChooser;
  private tried = 0;
  private improved = 0;
  private stopped = false;

  constructor(
    private readonly problem: Problem,
    solution: Solution,
    private readonly solveSub: SolveSub,
    private readonly options: PolishOptions,
  ) {
    this.state = new SearchState(problem);
    this.state.price(() => VIOLATION);
    this.state.reset(solution);
    this.move = new CompoundMove(this.state);
    this.chooser = new NeighbourhoodChooser(this.state, seededRng(options.seed));
  }

  async run(): Promise<void> {
    const { neighbourhoods, deadline, onProgress } = this.options;
    while (this.tried < neighbourhoods) {
      if (deadline?.()) {
        this.stopped = true;
        return;
      }
      const round = this.chooseRound(neighbourhoods - this.tried);
      if (round.length === 0) return;
      const parts = round.map((n) =>
        restrictProblem(this.problem, this.state.arcOf, n.units, new Set(n.csms)),
      );
      const found = await Promise.all(parts.map((part) => this.solveSub(part.problem, part.start)));
      round.forEach((n, k) => this.chooser.report(n, this.apply(n, parts[k]!, found[k])));
      this.tried += round.length;
      onProgress?.({ tried: this.tried, objective: this.state.points });
    }
  }

  result(): Polished {
    const { solution, points: objective, violation } = new Incumbent(this.state);
    const { tried, improved, stopped } = this;
    return { solution, objective, feasible: violation === 0, tried, improved, stoppedEarly: stopped };
  }

  private chooseRound(most: number): Neighbourhood[] {
    const taken = new Set<number>();
    const round: Neighbourhood[] = [];
    while (round.length < Math.min(most, this.options.parallel ?? 1)) {
      const chosen = this.firstWithChoice(taken);
      if (!chosen) break;
      for (const csm of chosen.csms) taken.add(csm);
      round.push(chosen);
    }
    return round;
  }

  private firstWithChoice(taken: ReadonlySet<number>): Neighbourhood | undefined {
    for (let attempt = 0; attempt < 50; attempt++) {
      const chosen = this.chooser.next(taken);
      if (chosen) return chosen;
    }
    return undefined;
  }

  private apply(
    { units }: Neighbourhood,
    { arcs }: RestrictedProblem,
    found: SubSolution | undefined,
  ): NeighbourhoodResult {
    if (!found?.optimal) this.stopped = true;
    if (!found) return 'too-hard';
    this.move.begin();
    units.forEach((unit, k) => {
      const arc = arcs[found.solution[k]!]!;
      if (arc !== this.state.arcOf[unit]) this.move.add(unit, arc);
    });
    const better = this.move.size > 0 && this.move.delta() < -EPSILON;
    if (better) {
      this.move.apply();
      this.improved++;
    }
    return better ? 'improved' : found.optimal ? 'no-better' : 'too-hard';
  }
}
