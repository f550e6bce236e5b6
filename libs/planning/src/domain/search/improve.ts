import { seededRng, type Rng } from '@bailiwick/kernel';
import { evaluateSolution } from '../problem/evaluate.js';
import type { Problem, Solution } from '../problem/problem.js';
import { anneal } from './anneal.js';
import { allArcs } from './arc-choice.js';
import { csmsAround, unitsOf } from './csm-groups.js';
import { descend } from './descend.js';
import { suitsExactGroups } from './exact-group.js';
import { replanGroups } from './exact-groups.js';
import { hourPrices } from './hour-prices.js';
import { Incumbent } from './incumbent.js';
import { Moves } from './moves.js';
import type { SearchModel } from './search-model.js';
import { SearchState } from './search-state.js';
import { shedOverload } from './shed-overload.js';
import { startTemperature } from './temperature.js';
import { ViolationPrices } from './violation-prices.js';

export interface ImproveOptions {
  /** Moves to try, good and bad ones alike. */
  readonly iterations: number;
  readonly seed: number;
  /** True when the search must stop; asked every few thousand iterations. */
  readonly deadline?: () => boolean;
  readonly onProgress?: (progress: ImproveProgress) => void;
}

export interface ImproveProgress {
  /** Share of the iterations that is done. */
  readonly done: number;
  /** The best solution's objective; null while none is feasible. */
  readonly objective: number | null;
}

export interface Improvement {
  /** The best feasible solution found; when none is, the least violated one. */
  readonly solution: Solution;
  readonly objective: number;
  readonly feasible: boolean;
  /** Moves tried. */
  readonly iterations: number;
  /** True when the deadline ended the search: then the result depends on the clock. */
  readonly stoppedEarly: boolean;
}

/** What the search was tuned to; temperatures and prices are relative to the start temperature. */
const TUNE = {
  /** Share of the iterations for annealing the whole; the rest is for groups of CSMs. */
  global: 0.6,
  /** Iterations of one round for each arc, fewer for small problems: more rounds bring more than longer ones. */
  perArc: 1400,
  cold: 1 / 150,
  violationPrice: 7,
  groupSize: 8,
  groupPerUnit: 1500,
  /** From this share of a round on prices of violations only rise. */
  finalFrom: 0.8,
  /** From this share of a round on intermediate solutions can be the best. */
  offerFrom: 0.3,
} as const;

/** The same where groups of CSMs are replanned exactly, which then takes the most. */
const EXACTLY = {
  perArc: 14_000,
  perArcSquared: 40,
  mostIterations: 30_000_000,
  /** Violations cost so many times what an hour is worth: then hours too many cost as much as hours left over. */
  violationPrice: 2,
  /** Arcs to look at for what an hour is worth, and the most rounds. */
  priceArcs: 20_000_000,
  priceRounds: 400,
  /** Annealed plans in a row that bring nothing, after which the search ends. */
  idleDives: 3,
} as const;
/** How far above a plan that breaks ceilings one that keeps them may be, as a share of its points. */
const ABOVE = 0.05;

/**
 * A solution at least as good as `solution`, by simulated annealing of the whole and then of small groups of CSMs,
 * and a last descent. The same arguments give the same result as long as the deadline does not end it.
 */
export function improve(problem: Problem, solution: Solution, options: ImproveOptions): Improvement {
  const search = new Search(problem, solution, options);
  search.run();
  const { solution: best } = search.best;
  const { objective, feasible } = evaluateSolution(problem, best);
  return { solution: best, objective, feasible, iterations: search.made, stoppedEarly: search.stopped };
}

class Search {
  readonly state: SearchState;
  readonly best: Incumbent;
  made = 0;
  stopped = false;
  private readonly rng: Rng;
  private readonly hot: number;
  private readonly exactly: boolean;
  /** Points that a violation of typical size costs to begin with. */
  private readonly violationPrice: number;

  constructor(
    problem: Problem,
    private readonly start: Solution,
    private readonly options: ImproveOptions,
  ) {
    this.state = new SearchState(problem);
    this.rng = seededRng(options.seed);
    this.state.reset(start);
    this.best = new Incumbent(this.state);
    this.hot = startTemperature(this.state, this.rng);
    this.state.reset(start);
    this.exactly = suitsExactGroups(problem);
    this.violationPrice = this.exactly
      ? Math.max(TUNE.violationPrice * this.hot, worthOfHours(this.state.model, this.best))
      : TUNE.violationPrice * this.hot;
  }

  run(): void {
    if (this.exactly) this.dive();
    else this.annealAll();
    this.state.reset(this.best.solution);
    this.settle();
    if (this.best.violation === 0) return;
    this.state.reset(this.best.solution);
    shedOverload(this.state);
    this.best.offer(this.state);
  }

  private annealAll(): void {
    const { iterations } = this.options;
    const { freeUnits } = this.state.model;
    const arcs = this.state.model.arcCost.length;
    const whole = arcs * Math.min(TUNE.perArc, 2 * arcs);
    const rounds = Math.max(1, Math.round((iterations * TUNE.global) / whole));
    for (let r = 0; r < rounds && !this.stopped; r++) {
      this.state.reset(this.start);
      this.anneal(freeUnits, (iterations * TUNE.global) / rounds, this.hot);
      this.settle();
    }
    this.state.reset(this.best.solution);
    while (!this.stopped && this.made < iterations && freeUnits.length > 0) this.annealGroup();
  }

  /**
   * Replans groups exactly, from the start where that keeps the ceilings and then from annealed plans, until several in
   * a row bring nothing.
   */
  private dive(): void {
    const { state, best, options } = this;
    const { freeUnits, arcCost } = state.model;
    const perArc = Math.min(EXACTLY.perArc, EXACTLY.perArcSquared * arcCost.length);
    const round = Math.min(EXACTLY.mostIterations, arcCost.length * perArc);
    let idle = freeUnits.length === 0 || this.replan() ? EXACTLY.idleDives : 0;
    while (idle < EXACTLY.idleDives && !this.stopped && this.made < options.iterations) {
      const before = best.points;
      state.reset(this.start);
      this.anneal(freeUnits, Math.min(round, TUNE.global * (options.iterations - this.made)), this.hot);
      this.settle();
      if (!this.stopped && this.replan()) return;
      idle = best.points < before ? 0 : idle + 1;
    }
  }

  /** Replans groups of CSMs exactly. @returns whether there is nothing left to find */
  private replan(): boolean {
    const { state, best, made } = this;
    state.price(() => 1e9);
    if (!state.feasible) return false;
    const { work, exhausted } = replanGroups(state, this.rng, (work) => {
      const all = made + work;
      return all < this.options.iterations && this.goOn(all);
    });
    this.made = made + work;
    best.offer(state);
    return exhausted;
  }

  private annealGroup(): void {
    const { state, rng, options } = this;
    const group = csmsAround(state, rng, rng.int(state.model.csmCount), TUNE.groupSize);
    const units = unitsOf(state, group);
    const before = this.made;
    const left = options.iterations - before;
    state.mark();
    this.anneal(
      units,
      Math.min(left, units.length * Math.min(TUNE.groupPerUnit, 15 * units.length)),
      this.hot,
    );
    if (!this.best.offer(state)) state.rollBack();
    // A group without a unit that has a choice counts as a try, or there would be no end where all are such.
    if (this.made === before) this.made++;
  }

  private anneal(units: Iterable<number>, iterations: number, hot: number): void {
    const { state, rng } = this;
    const prices = new ViolationPrices(state, this.violationPrice);
    const before = this.made;
    const n = Math.ceil(iterations);
    this.made =
      before +
      anneal(state, rng, allArcs(state, units), {
        iterations: n,
        hot,
        cold: hot * TUNE.cold,
        interval: Math.min(4096, Math.max(16, Math.ceil(n / 500))),
        onInterval: (done) => {
          if (done > TUNE.offerFrom) this.best.offer(state);
          prices.adapt(done > TUNE.finalFrom);
          return this.goOn(before + done * n);
        },
      });
  }

  /** Ends a round: violations become dearer than anything else, and then every improving step is taken. */
  private settle(): void {
    const { state, best } = this;
    best.offer(state);
    state.price(() => 1e9);
    if (!descend(state, new Moves(state, this.rng), this.options.deadline)) this.stopped = true;
    best.offer(state);
  }

  private goOn(made: number): boolean {
    const { iterations, deadline, onProgress } = this.options;
    onProgress?.({ done: made / iterations, objective: this.best.violation === 0 ? this.best.points : null });
    if (!deadline?.()) return true;
    this.stopped = true;
    return false;
  }
}

/** What hours of typical size are worth, times what violations of ceilings cost more than that. */
function worthOfHours(model: SearchModel, { points, violation }: Incumbent): number {
  const { arcStart, arcCsm, arcCost, arcHours, ceiling, hoursScale } = model;
  const choices = { start: arcStart, csm: arcCsm, cost: arcCost, hours: arcHours, room: ceiling };
  const rounds = Math.min(EXACTLY.priceRounds, Math.ceil(EXACTLY.priceArcs / arcCost.length));
  const known = violation === 0 ? points : points + ABOVE * Math.abs(points);
  const { prices } = hourPrices(choices, known, rounds);
  const mean = prices.reduce((sum, price) => sum + price, 0) / Math.max(1, model.csmCount);
  return EXACTLY.violationPrice * mean * hoursScale;
}
