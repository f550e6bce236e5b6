import { seededRng, type Rng } from '@bailiwick/kernel';
import { readGapInstance } from '../instances/gap-instance.js';
import type { Problem, Solution } from '../problem/problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import { construct } from './construct.js';
import { ExactGroup, suitsExactGroups } from './exact-group.js';
import { replanGroups } from './exact-groups.js';
import { hourPrices } from './hour-prices.js';
import { improve } from './improve.js';
import { SearchState } from './search-state.js';
import { randomProblem } from '../../testing/random-problem.js';

/** Type d of the literature: who takes much of a CSM's time is cheap for the CSM, and hours are tight. */
function tightInstance(csms: number, units: number, rng: Rng): Problem {
  const hours = Array.from({ length: csms * units }, () => 1 + rng.int(100));
  const costs = hours.map((h) => 111 - h + rng.int(21) - 10);
  const rooms = Array.from({ length: csms }, (_, j) =>
    Math.ceil((0.8 * hours.slice(j * units, (j + 1) * units).reduce((a, b) => a + b, 0)) / csms),
  );
  return readGapInstance([csms, units, ...costs, ...hours, ...rooms].join(' '));
}

/** The least cost of all plans that keep the ceilings, by trying every one; Infinity = none does. */
function leastCost(problem: Problem): number {
  const { arcStart, arcCsm, arcCost, arcHours, ceiling } = problem;
  const room = ceiling.slice();
  const from = (unit: number): number => {
    if (unit === problem.unitCount) return 0;
    let least = Infinity;
    for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++) {
      const j = arcCsm[a]!;
      if (room[j]! < arcHours[a]!) continue;
      room[j]! -= arcHours[a]!;
      least = Math.min(least, arcCost[a]! + from(unit + 1));
      room[j]! += arcHours[a]!;
    }
    return least;
  };
  return from(0);
}

/** Some plan that keeps the ceilings, by search. */
function somePlan(problem: Problem): Solution | undefined {
  const { solution, feasible } = improve(problem, construct(problem), { iterations: 300, seed: 1 });
  return feasible ? solution : undefined;
}

function stateAt(problem: Problem, solution: Solution): SearchState {
  const state = new SearchState(problem);
  state.reset(solution);
  return state;
}

describe('ExactGroup', () => {
  const instances = Array.from({ length: 60 }, (_, n) => tightInstance(2 + (n % 3), 7, seededRng(n + 1)));

  it('replans all CSMs at the least cost there is, whole numbers or not', () => {
    let replanned = 0;
    for (const whole of instances)
      for (const problem of [whole, { ...whole, arcCost: whole.arcCost.map((c, a) => c + (a % 7) / 8) }]) {
        const plan = worstPlan(problem);
        if (!plan) continue;
        const state = stateAt(problem, plan);
        const result = new ExactGroup(state).replan(
          Array.from({ length: problem.csmCount }, (_, j) => j),
          1_000_000,
        );
        const { objective, feasible } = evaluateSolution(problem, state.arcOf);
        expect(feasible).toBe(true);
        expect(objective).toBeCloseTo(leastCost(problem), 6);
        expect(result === 'improved').toBe(objective < evaluateSolution(problem, plan).objective - 1e-9);
        if (result === 'improved') replanned++;
      }
    expect(replanned).toBeGreaterThan(60);
  });

  it('leaves units of other CSMs where they are, and a plan that it could not search to the end no worse', () => {
    for (const problem of instances.filter(({ csmCount }) => csmCount === 4)) {
      const plan = worstPlan(problem);
      if (!plan) continue;
      for (const nodes of [1, 5, 1_000_000]) {
        const state = stateAt(problem, plan);
        new ExactGroup(state).replan([1, 3], nodes);
        plan.forEach((arc, unit) => {
          if (problem.arcCsm[arc]! % 2 === 0) expect(state.arcOf[unit]).toBe(arc);
          else expect(problem.arcCsm[state.arcOf[unit]!]! % 2).toBe(1);
        });
        const after = evaluateSolution(problem, state.arcOf);
        expect(after.feasible).toBe(true);
        expect(after.objective).toBeLessThanOrEqual(evaluateSolution(problem, plan).objective);
      }
    }
  });

  it('is for problems of hours alone and small books', () => {
    expect(suitsExactGroups(instances[0]!)).toBe(true);
    expect(suitsExactGroups(tightInstance(2, 51, seededRng(1)))).toBe(false);
    expect(suitsExactGroups(randomProblem(seededRng(1)))).toBe(false);
  });
});

describe('hourPrices', () => {
  it('bounds every plan from below, closely', () => {
    const gaps: number[] = [];
    for (let n = 1; n <= 30; n++) {
      const problem = tightInstance(3, 8, seededRng(n));
      const least = leastCost(problem);
      if (least === Infinity) continue;
      const { arcStart: start, arcCsm: csm, arcCost: cost, arcHours: hours, ceiling: room } = problem;
      const { bound, prices } = hourPrices({ start, csm, cost, hours, room }, least, 200);
      expect(bound).toBeLessThanOrEqual(least + 1e-9);
      expect(Math.min(...prices)).toBeGreaterThanOrEqual(0);
      gaps.push((least - bound) / least);
    }
    expect(gaps.length).toBeGreaterThan(20);
    expect(gaps.sort((a, b) => a - b)[gaps.length >> 1]).toBeLessThan(0.1);
  });
});

describe('replanGroups', () => {
  it('ends with nothing left to find where all CSMs together are searched to the end', () => {
    const problem = tightInstance(3, 8, seededRng(5));
    const state = stateAt(problem, worstPlan(problem)!);
    const { exhausted, work } = replanGroups(state, seededRng(1), () => true);
    expect(exhausted).toBe(true);
    expect(work).toBeGreaterThan(0);
    expect(state.points).toBe(leastCost(problem));
  });

  it('ends when told to', () => {
    const problem = tightInstance(6, 30, seededRng(2));
    let asked = 0;
    replanGroups(stateAt(problem, somePlan(problem)!), seededRng(1), () => ++asked < 5);
    expect(asked).toBe(5);
  });
});

describe('improve, where hours alone tie units together', () => {
  it('gives the same plan each time, and ends by its iterations', () => {
    const problem = tightInstance(8, 48, seededRng(3));
    const run = () => improve(problem, construct(problem), { iterations: 400_000, seed: 4 });
    const [one, two] = [run(), run()];
    expect(two).toEqual(one);
    expect(one.feasible).toBe(true);
    expect(one.iterations).toBeLessThan(700_000);
  });
});

/** Of a few plans that keep the ceilings the dearest: by placing units in different orders, each where it costs most. */
function worstPlan(problem: Problem): Solution | undefined {
  const { arcStart, arcCsm, arcCost, arcHours } = problem;
  for (let first = 0; first < problem.unitCount; first++) {
    const room = problem.ceiling.slice();
    const plan = new Int32Array(problem.unitCount).fill(-1);
    for (let n = 0; n < problem.unitCount; n++) {
      const unit = (first + n) % problem.unitCount;
      for (let a = arcStart[unit]!; a < arcStart[unit + 1]!; a++)
        if (room[arcCsm[a]!]! >= arcHours[a]! && (plan[unit]! < 0 || arcCost[a]! > arcCost[plan[unit]!]!))
          plan[unit] = a;
      if (plan[unit]! < 0) break;
      room[arcCsm[plan[unit]!]!]! -= arcHours[plan[unit]!]!;
    }
    if (plan.every((arc) => arc >= 0)) return plan;
  }
  return undefined;
}
