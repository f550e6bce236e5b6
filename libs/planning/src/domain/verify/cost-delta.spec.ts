import { type AccountId, type CsmId, seededRng } from '@bailiwick/kernel';
import { account, assign, csm, input, type PlainCompany } from './testing/company.js';
import { randomCompany, randomPlan } from './testing/random-company.js';
import type { Verification, Violation } from './verification.js';
import { objectiveOf, verifierOf } from './verify-plan.js';

const nameOf = ({ code, subject }: Violation): string => `${code} ${subject}`;

describe('costDeltas', () => {
  it('agree with two evaluations of the whole plan, in points and in what blocks', () => {
    let [blocked, possible] = [0, 0];
    for (let seed = 1; seed <= 4; seed++) {
      const rng = seededRng(seed);
      const company = randomCompany(rng, 60, 8, 5);
      const verifier = verifierOf(input(company));
      const plan = randomPlan(rng, company);
      const found = verifier.verify(plan);
      const known = new Set(found.violations.map(nameOf));
      const deltaOf = verifier.costDeltas(plan);
      for (const { accountId, moved } of found.accounts.values()) {
        if (!moved) continue;
        const { delta, blockedBy } = deltaOf(accountId);
        const back = verifier.verify(withUnitBack(plan, unitOf(company, found, accountId), company));
        expect(delta).toBeCloseTo(found.objective - back.objective, 6);
        const news = back.violations.filter(
          (v) => !known.has(nameOf(v)) && !v.constraint.startsWith('budget'),
        );
        expect(blockedBy.map(nameOf).sort()).toEqual(news.map(nameOf).sort());
        if (news.length > 0) blocked++;
        else possible++;
      }
    }
    expect(blocked).toBeGreaterThan(20);
    expect(possible).toBeGreaterThan(20);
  });

  it('is what a move of one account is worth', () => {
    const company = {
      accounts: [account('a', { csmId: 'ana', aeId: 'x' }), account('b', { csmId: 'ana' })],
      csms: [csm('ana', { capacityHours: 18 }), csm('ben')],
      policy: { capacity: { overloadPointsPerHour: 200 }, weights: { pair: { new: 8, kept: 2 } } },
    };
    const plan = assign({ a: 'ben', b: 'ana' });
    // with a back at ana: 20 hours of 18, 2 × 200 = 400, and a kept pair (2) for a new one (8): 8 − 402
    expect(verifierOf(input(company)).costDeltas(plan)('a' as AccountId)).toEqual({
      delta: -394,
      blockedBy: [],
    });
    expect(objectiveOf(input(company), plan)).toBe(8);
  });

  it('names what blocks the way back', () => {
    const company = {
      accounts: [account('a', { csmId: 'ana' })],
      csms: [csm('ana', { capacityHours: 1 }), csm('ben')],
    };
    const { blockedBy } = verifierOf(input(company)).costDeltas(assign({ a: 'ben' }))('a' as AccountId);
    expect(blockedBy).toEqual([
      expect.objectContaining({ code: 'over-ceiling', subject: 'ana', amount: 10, limit: 1.2 }),
    ]);
  });

  it('knows active accounts only', () => {
    const company = { accounts: [account('a', { status: 'churned' })], csms: [csm('ana')] };
    expect(() => verifierOf(input(company)).costDeltas(assign({}))('a' as AccountId)).toThrow(
      'a is no active account',
    );
  });
});

/** The accounts of a unit, by the plain definition: same ultimate parent and coverage, no conflict, somebody for all. */
function unitOf(
  company: PlainCompany,
  { splitFamilies }: Verification,
  accountId: AccountId,
): readonly AccountId[] {
  if (splitFamilies.some(({ accountIds }) => accountIds.includes(accountId))) return [accountId];
  const byId = new Map(company.accounts.map((a) => [a.accountId, a]));
  const top = (id: AccountId): AccountId => {
    const parent = byId.get(id)?.parentId;
    return parent === undefined ? id : top(parent);
  };
  const isPool = (id: AccountId): boolean => byId.get(id)!.tier === ('P' as never);
  return company.accounts
    .filter(
      (a) =>
        a.status === 'active' &&
        top(a.accountId) === top(accountId) &&
        isPool(a.accountId) === isPool(accountId),
    )
    .map((a) => a.accountId);
}

function withUnitBack(
  plan: ReadonlyMap<AccountId, CsmId | null>,
  unit: readonly AccountId[],
  company: PlainCompany,
): Map<AccountId, CsmId | null> {
  const back = new Map(plan);
  for (const a of company.accounts) if (unit.includes(a.accountId)) back.set(a.accountId, a.csmId ?? null);
  return back;
}
