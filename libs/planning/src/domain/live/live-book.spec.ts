import { seededRng } from '@bailiwick/kernel';
import { randomCompany } from '../../testing/random-company.js';
import { TERM_NAMES } from '../plan/term-points.js';
import type { PlanningInput } from '../problem/planning-input.js';
import type { Candidate, Candidates } from './rank.js';
import { PlacingJudge } from './testing/placing-judge.js';
import { ask, bookOf, wornBookOf } from './testing/worn-book.js';

const FEATURES = [0, 0.3, 0.6, 1];
const COMPANIES = 10;

function forEachCompany(
  features: number,
  test: (input: PlanningInput, rng: ReturnType<typeof seededRng>) => void,
): void {
  for (let seed = 1; seed <= COMPANIES; seed++) {
    const rng = seededRng(1000 * features + seed);
    const input = randomCompany(rng, { accounts: 12, csms: 6, aes: 3, features });
    test(seed % 2 === 0 ? input : withNarrowLimits(input), rng);
  }
}

/** Limits so low that many of them are broken today or yield to locks. */
function withNarrowLimits(input: PlanningInput): PlanningInput {
  const { capacity, pairing, ...policy } = input.policy;
  const narrow = {
    ...pairing,
    maxCsmsPerAe: pairing.maxCsmsPerAe && 1,
    maxAesPerCsm: pairing.maxAesPerCsm && 1,
  };
  return {
    ...input,
    policy: { ...policy, pairing: narrow, capacity: { ...capacity, max: 0.3 * capacity.max } },
  };
}

/** Says nothing where the two agree to 1e-6 relative. */
function expectSamePoints(candidate: Candidate, more: Partial<Candidate['terms']>): void {
  for (const term of TERM_NAMES) {
    const [found, expected] = [candidate.terms[term] ?? 0, more[term] ?? 0];
    if (Math.abs(found - expected) > 1e-6 * Math.max(1, Math.abs(expected)))
      expect({ candidate, [term]: found }).toEqual({ candidate, [term]: expected });
  }
  const sum = Object.values(more).reduce((total, points) => total + points, 0);
  expect(candidate.cost).toBeCloseTo(sum, 4);
}

function expectSameBlocks(candidate: Candidate, broken: Set<string>, home: string | undefined): void {
  const named = new Set(candidate.blockedBy.map((b) => b.constraint));
  const isAway = home !== undefined && candidate.csmId !== home;
  if (isAway) broken.delete('locks');
  if (isAway) broken.add('families');
  expect({ candidate, named: [...named].sort() }).toEqual({ candidate, named: [...broken].sort() });
}

function expectInOrder({ ranked, best, present }: Candidates): void {
  const key = ({ blockedBy, cost, csmId }: Candidate): [number, number, string] => [
    blockedBy.length,
    cost,
    csmId === present ? '' : csmId,
  ];
  ranked.slice(1).forEach((candidate, n) => {
    const [a, b] = [key(ranked[n]!), key(candidate)];
    const isTie = a[0] === b[0] && Math.abs(a[1] - b[1]) < 1e-9;
    expect(isTie ? a[2] < b[2] : a[0] < b[0] || (a[0] === b[0] && a[1] < b[1])).toBe(true);
  });
  expect(best).toBe(ranked.find((c) => c.blockedBy.length === 0) ?? null);
}

describe('the live book', () => {
  it.each(FEATURES)('prices and blocks as the independent verifier does (features %d)', (features) => {
    forEachCompany(features, (input, rng) => {
      const judge = new PlacingJudge(input);
      const book = wornBookOf(input, rng);
      for (const account of judge.active) {
        const found = book.candidates(account.accountId, Number.POSITIVE_INFINITY);
        const { unit, home } = judge.party(account);
        expect(found.unit).toEqual(unit);
        expect(found.ranked).toHaveLength(input.company.csms.length);
        expectInOrder(found);
        const without = judge.at(found.unit, null);
        for (const candidate of found.ranked) {
          const there = judge.at(found.unit, candidate.csmId);
          expectSamePoints(candidate, judge.pointsMore(without, there));
          expectSameBlocks(candidate, judge.newlyBroken(unit, without, there), home);
        }
      }
    });
  });

  it.each(FEATURES)('carries what the independent verifier counts (features %d)', (features) => {
    forEachCompany(features, (input, rng) => {
      const { today } = new PlacingJudge(input);
      for (const load of wornBookOf(input, rng).loads()) {
        const { accounts, hours, capacityHours, ceilingHours, arr, pairs } = today.csms.get(load.csmId)!;
        expect(load).toEqual({
          csmId: load.csmId,
          accounts,
          hours: expect.closeTo(hours, 6),
          capacityHours: expect.closeTo(capacityHours, 6),
          ceilingHours: expect.closeTo(ceilingHours, 6),
          arr,
          pairs,
        });
      }
    });
  });

  it.each(FEATURES)('answers as a book that was built at once (features %d)', (features) => {
    forEachCompany(features, (input, rng) => {
      const [worn, fresh] = [wornBookOf(input, rng), bookOf(input)];
      for (const { accountId } of input.company.accounts)
        expect(ask(worn, accountId)).toEqual(ask(fresh, accountId));
    });
  });

  it('says who may serve whom', () => {
    forEachCompany(0.6, (input, rng) => {
      const judge = new PlacingJudge(input);
      const book = wornBookOf(input, rng);
      for (const account of judge.active)
        for (const { csmId } of input.company.csms)
          expect(book.mayServe(account.accountId, csmId)).toBe(judge.canServe(account, csmId));
    });
  });
});
