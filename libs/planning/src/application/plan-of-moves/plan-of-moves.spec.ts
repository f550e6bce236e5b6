import { type CsmId, type Rng, seededRng } from '@bailiwick/kernel';
import { bookOf } from '../../domain/live/testing/worn-book.js';
import type { Plan, PlannedMove } from '../../domain/plan/plan.js';
import type { TermName } from '../../domain/plan/term-points.js';
import type { PlanningInput } from '../../domain/problem/planning-input.js';
import { randomCompany } from '../../testing/random-company.js';
import { type DecidedMove, planOfMoves } from './plan-of-moves.js';
import { planHeadIn, planText } from './write-plan.js';

/** A few moves to nobody or to a CSM, possible or not; most often among persons alone, or among pools. */
function someMoves({ company, tierOf, tiers }: PlanningInput, rng: Rng): DecidedMove[] {
  const isPool = (id: CsmId): boolean => company.csms.some(({ csmId, pool }) => csmId === id && pool);
  const isOf = new Map(tiers.map(({ id, coverage }) => [id, coverage === 'pool']));
  const [pools, mixed] = [rng.int(2) === 0, rng.int(4) === 0];
  const csms = company.csms.filter(({ pool }) => mixed || pool === pools);
  const accounts = company.accounts.filter(
    ({ accountId, csmId }) =>
      mixed || (isOf.get(tierOf.get(accountId)!) === pools && (!csmId || isPool(csmId) === pools)),
  );
  return accounts.slice(0, 3).map(({ accountId }): DecidedMove => {
    const to = rng.int(8) === 0 ? null : csms[rng.int(csms.length)]!.csmId;
    return { accountId, to, why: 'so', alternatives: [] };
  });
}

/** By id: which of several is named first hangs on the order. */
function inOrder(input: PlanningInput): PlanningInput {
  const { accounts, csms } = input.company;
  const company = {
    ...input.company,
    accounts: accounts.toSorted((a, b) => (a.accountId < b.accountId ? -1 : 1)),
    csms: csms.toSorted((a, b) => (a.csmId < b.csmId ? -1 : 1)),
  };
  return { ...input, company };
}

/** What the moves change, by term. */
function difference({ terms, termsBefore }: Plan): Record<string, number> {
  const names = Object.keys(terms) as TermName[];
  return Object.fromEntries(names.map((name) => [name, Math.round((terms[name] - termsBefore[name]) * 1e6)]));
}

/** The move without the last digits of a double. */
function rounded({ costDelta, ...move }: PlannedMove): object {
  return { ...move, costDelta: costDelta === null ? null : Math.round(costDelta * 1e6) };
}

describe('a plan of a few moves', () => {
  it('tells what it is as a whole at the beginning of its text', () => {
    const whole = randomCompany(seededRng(1), { accounts: 24, csms: 7, aes: 4, features: 0 });
    const { plan } = planOfMoves(whole, someMoves(whole, seededRng(2)));
    const odd = { ...plan, relaxations: [{ ...plan.relaxations[0]!, message: '","pairs":[' }] };
    const { pairs, csms, moves, accounts, ...head } = odd;
    expect([pairs, csms, moves, accounts].every(Array.isArray)).toBe(true);
    expect(JSON.parse(planText(odd))).toEqual(JSON.parse(JSON.stringify(odd)));
    expect(planHeadIn(planText(odd))).toEqual(JSON.parse(JSON.stringify(head)));
    expect(planHeadIn(JSON.stringify(head))).toBeUndefined();
  });

  it('is the same of the part of a company that the moves can touch as of the whole (seeded companies)', () => {
    let smaller = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const rng = seededRng(seed);
      const features = seed % 3 === 0 ? 0 : 0.5;
      const whole = inOrder(randomCompany(rng, { accounts: 24, csms: 7, aes: 4, features }));
      const moves = someMoves(whole, rng);
      const { accounts, csms, tierOf } = bookOf(whole).partAround(moves);
      if (accounts.length < 20) smaller++;
      const part = { ...whole, company: { ...whole.company, accounts, csms }, tierOf };
      const [expected, found] = [planOfMoves(whole, moves), planOfMoves(part, moves)];
      expect(found.changes).toEqual(expected.changes);
      expect(difference(found.plan)).toEqual(difference(expected.plan));
      expect(found.plan.status).toBe(expected.plan.status);
      expect(found.plan.relaxations).toEqual(expected.plan.relaxations);
      expect(found.plan.pairs).toEqual(expected.plan.pairs);
      expect(found.plan.moves.map(rounded)).toEqual(expected.plan.moves.map(rounded));
    }
    expect(smaller).toBeGreaterThan(10);
  });
});
