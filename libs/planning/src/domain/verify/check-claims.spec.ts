import type { AccountId, CsmId } from '@bailiwick/kernel';
import { checkClaims, type PlanClaims } from './check-claims.js';
import { assign, input } from './testing/company.js';
import { everythingOn, lawfulPlan } from './testing/everything-on.js';
import { verifyPlan } from './verify-plan.js';

const found = verifyPlan(input(everythingOn), assign(lawfulPlan));

/** True claims with the bound 1% of the priced points below the objective. */
const priced = found.objective - found.terms.unassigned;
const honest: PlanClaims = {
  objective: found.objective,
  bound: found.objective - 0.01 * priced,
  gap: 0.01,
  terms: { ...found.terms },
  assignments: [...found.accounts.values()],
};

function complaints(claims: Partial<PlanClaims>, verification = found): unknown[] {
  return checkClaims(verification, { ...honest, ...claims }).map(({ code, pointer }) => [code, pointer]);
}

describe('checkClaims', () => {
  it('accepts what is true, to a millionth', () => {
    expect(complaints({})).toEqual([]);
    expect(complaints({ objective: honest.objective * (1 + 5e-7) })).toEqual([]);
    expect(complaints({ bound: null, gap: null })).toEqual([]);
    expect(complaints({ bound: honest.objective * (1 + 5e-7), gap: 0 })).toEqual([]);
  });

  it('refuses another objective or term, one that is missing, and one too many', () => {
    expect(complaints({ objective: honest.objective * (1 + 2e-6) })).toEqual([
      ['claim-differs', '/objective'],
    ]);
    expect(complaints({ objective: NaN })).toEqual([['claim-differs', '/objective']]);
    expect(complaints({ terms: { ...honest.terms, fit: 8.6 } })).toEqual([['claim-differs', '/terms/fit']]);
    const { move: _move, ...without } = honest.terms;
    expect(complaints({ terms: { ...without, luck: 0 } })).toEqual([
      ['claim-missing', '/terms/move'],
      ['claim-unknown', '/terms/luck'],
    ]);
  });

  it('refuses a bound above the objective and a gap by another formula', () => {
    expect(complaints({ bound: honest.objective + 10, gap: 0 })).toEqual([
      ['bound-above-objective', '/bound'],
    ]);
    expect(complaints({ bound: NaN, gap: 0 })).toEqual([['bound-above-objective', '/bound']]);
    // over the whole objective the gap would look a thousand times smaller
    expect(complaints({ gap: (0.01 * priced) / found.objective })).toEqual([['claim-differs', '/gap']]);
    expect(complaints({ bound: null })).toEqual([['claim-differs', '/gap']]);
    expect(complaints({ gap: null })).toEqual([['claim-differs', '/gap']]);
  });

  it('takes nothing finite for an objective that is not', () => {
    expect(complaints({}, { ...found, objective: Infinity })).toContainEqual(['claim-differs', '/objective']);
  });

  it('divides the gap by at least 1', () => {
    const small = verifyPlan(input({ accounts: [], csms: [] }), new Map());
    const claims = { objective: 0, terms: { ...small.terms }, assignments: [] };
    expect(complaints({ ...claims, bound: -0.5, gap: 0.5 }, small)).toEqual([]);
  });

  it('refuses rows that differ, are missing, repeated or of nobody', () => {
    const [first, second, ...rest] = honest.assignments as [
      PlanClaims['assignments'][0],
      PlanClaims['assignments'][0],
    ];
    const differing = { ...first, csmId: 'ben' as CsmId, hours: 9.99, moved: true };
    const stranger = { accountId: 'ghost' as AccountId, csmId: null };
    expect(complaints({ assignments: [differing, ...rest, ...rest.slice(0, 1), stranger] })).toEqual([
      ['claim-differs', '/assignments/big/csmId'],
      ['claim-differs', '/assignments/big/hours'],
      ['claim-differs', '/assignments/big/moved'],
      ['claim-repeated', '/assignments/lock'],
      ['claim-unknown', '/assignments/ghost'],
      ['claim-missing', '/assignments/kid'],
    ]);
    expect(
      complaints({
        assignments: [first, second, ...rest].map(({ accountId, csmId }) => ({ accountId, csmId })),
      }),
    ).toEqual([]);
  });

  it('refuses figures of CSMs that differ, where they are claimed', () => {
    const csms = [...found.csms.values()];
    expect(complaints({ csms })).toEqual([]);
    expect(complaints({ csms: csms.map((j) => (j.csmId === 'cy' ? { ...j, movesIn: 3 } : j)) })).toEqual([
      ['claim-differs', '/csms/cy/movesIn'],
    ]);
    expect(complaints({ csms: csms.slice(1) })).toEqual([['claim-missing', '/csms/ana']]);
  });

  it('refuses pins and locks given up without need', () => {
    const relaxed = { pins: new Set<AccountId>(), locks: new Set(['lock' as AccountId]) };
    const verification = verifyPlan(input(everythingOn), assign(lawfulPlan), relaxed);
    expect(complaints({ assignments: [...verification.accounts.values()] }, verification)).toEqual([
      ['needless-relaxation', undefined],
    ]);
  });

  it('refuses a plan that breaks a hard constraint', () => {
    const unlawful = verifyPlan(input(everythingOn), assign({ ...lawfulPlan, idle: 'ben' }));
    const claims = {
      objective: unlawful.objective,
      terms: { ...unlawful.terms },
      assignments: [...unlawful.accounts.values()],
      bound: null,
      gap: null,
    };
    expect(complaints(claims, unlawful)).toEqual([['plan-not-eligible', undefined]]);
  });
});
