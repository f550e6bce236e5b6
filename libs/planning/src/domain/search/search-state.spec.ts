import { seededRng, type Rng } from '@bailiwick/kernel';
import { labProblem } from '../instances/lab-instance.js';
import { randomProblem, randomSolution } from '../../testing/random-problem.js';
import { evaluateSolution } from '../problem/evaluate.js';
import type { Problem, Solution } from '../problem/problem.js';
import { CompoundMove } from './compound-move.js';
import { SearchState } from './search-state.js';

const PRICE = 7;

/** Objective and priced violations of `solution`, from the problem's definition alone. */
function priced(state: SearchState, problem: Problem, solution: Solution): number {
  const { objective, violations } = evaluateSolution(problem, solution);
  const { hoursScale, limitScale } = state.model;
  let points = objective;
  for (const v of violations.ceilings) points += (PRICE * (v.activity - v.limit)) / hoursScale;
  for (const v of violations.rows) points += (PRICE * (v.activity - v.limit)) / limitScale[v.index]!;
  for (const v of violations.pairCeilings) points += PRICE * (v.activity - v.limit);
  return points;
}

function expectConsistent(state: SearchState, problem: Problem): void {
  const evaluation = evaluateSolution(problem, state.arcOf);
  expect(state.points).toBeCloseTo(evaluation.objective, 5);
  expect(state.points + state.penalty).toBeCloseTo(priced(state, problem, state.arcOf), 5);
  expect(state.feasible).toBe(evaluation.feasible);
  state.memberCount.forEach((count, csm) => {
    for (const unit of state.members[csm]!.subarray(0, count))
      expect(state.model.arcCsm[state.arcOf[unit]!]).toBe(csm);
  });
}

function start(rng: Rng, problem: Problem): SearchState {
  const state = new SearchState(problem);
  state.price(() => PRICE);
  state.reset(randomSolution(rng, problem));
  return state;
}

function randomArc(rng: Rng, { model, arcOf }: SearchState, unit: number): number | undefined {
  const arcs = model.arcStart[unit + 1]! - model.arcStart[unit]!;
  const arc = model.arcStart[unit]! + rng.int(arcs);
  return arc === arcOf[unit] ? undefined : arc;
}

/** One random shift, swap or compound move: its delta, and the solution it leads to. */
function randomMove(rng: Rng, state: SearchState, compound: CompoundMove) {
  const { model, arcOf } = state;
  const after = arcOf.slice();
  const unit = rng.int(model.unitCount);
  const arc = randomArc(rng, state, unit);
  if (arc === undefined) return undefined;
  after[unit] = arc;
  const partner = rng.int(model.unitCount);
  const back = partner === unit ? -1 : model.arcTo(partner, model.arcCsm[arcOf[unit]!]!);
  if (back >= 0 && model.arcCsm[arcOf[partner]!] === model.arcCsm[arc]) {
    after[partner] = back;
    const delta = state.swapDelta(unit, arc, partner, back, Infinity);
    return { after, delta, apply: () => state.swap(unit, arc, partner, back) };
  }
  if (rng.next() < 0.5) {
    const delta = state.shiftDelta(unit, arc, Infinity);
    return { after, delta, apply: () => state.shift(unit, arc) };
  }
  compound.begin();
  compound.add(unit, arc);
  for (let other = 0; other < model.unitCount; other++) {
    const next = randomArc(rng, state, other);
    if (other === unit || next === undefined || rng.next() < 0.5) continue;
    compound.add(other, next);
    after[other] = next;
  }
  return { after, delta: compound.delta(), apply: () => compound.apply() };
}

describe('SearchState', () => {
  it('prices every move exactly, on random problems of all kinds', () => {
    const rng = seededRng(1);
    for (let round = 0; round < 80; round++) {
      const problem = randomProblem(rng, { units: 8, csms: 4, arcsPerUnit: 4 });
      const state = start(rng, problem);
      const compound = new CompoundMove(state);
      for (let step = 0; step < 40; step++) {
        const before = priced(state, problem, state.arcOf);
        const move = randomMove(rng, state, compound);
        if (!move) continue;
        expect(move.delta).toBeCloseTo(priced(state, problem, move.after) - before, 4);
        if (rng.next() < 0.5) move.apply();
        else continue;
        expect([...state.arcOf]).toEqual([...move.after]);
        expectConsistent(state, problem);
      }
    }
  });

  it('stays exact over many moves of a larger company', () => {
    const rng = seededRng(2);
    const problem = labProblem('s200');
    const state = start(rng, problem);
    const compound = new CompoundMove(state);
    for (let step = 0; step < 5000; step++) randomMove(rng, state, compound)?.apply();
    expectConsistent(state, problem);
  });

  it('rejects early only what costs more than asked', () => {
    const rng = seededRng(3);
    let early = 0;
    for (let round = 0; round < 100; round++) {
      const problem = randomProblem(rng, { units: 8, csms: 4, arcsPerUnit: 4 });
      const state = start(rng, problem);
      for (let unit = 0; unit < problem.unitCount; unit++) {
        const arc = randomArc(rng, state, unit);
        if (arc === undefined) continue;
        const exact = state.shiftDelta(unit, arc, Infinity);
        if (state.shiftDelta(unit, arc, 0) !== Infinity) continue;
        early++;
        expect(exact).toBeGreaterThan(0);
      }
    }
    expect(early).toBeGreaterThan(50);
  });

  it('refuses units whose arcs are not in the order of their CSMs', () => {
    const problem = labProblem('s200');
    const arcCsm = problem.arcCsm.slice().reverse();
    expect(() => new SearchState({ ...problem, arcCsm })).toThrow(/not by CSM/);
  });
});
