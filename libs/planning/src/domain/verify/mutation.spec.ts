import { allAtOnce } from '@bailiwick/kernel';
import { type Plan, planOf, settingInSteps } from './plan/plan.js';
import { pointsOf, rules, type Rules, violationsOf } from './rules.js';
import { assign, input, merged, type PlainCompany } from './testing/company.js';
import { everythingOn, lawfulPlan } from './testing/everything-on.js';
import type { ConstraintName, TermName, TermPoints } from './verification.js';
import { nothingRelaxed, verifyPlan } from './verify-plan.js';

type Ends = Readonly<Record<string, string | null>>;

function planWith(company: PlainCompany, ends: Ends): Plan {
  return planOf(allAtOnce(settingInSteps(input(company), nothingRelaxed)), assign(ends));
}

/** Each term of the lawful plan by hand. */
const points: TermPoints = {
  unassigned: 1000000, // idle
  overload: 1000, // ana 10 + 5 + 10 + 10 = 35 of 30: 5 × 200; ben 20, cy 27.5
  move: 120, // mover: 10 × (1 + 100/100) × 2 × (1 + 4/4) × 1.5
  pair: 16, // (ae1, ana), (ae1, cy), (ae2, cy), (ae3, ben) kept: 4 × 2; (ae4, ben) new: 8
  avp: 6, // (v1, ana), (v1, cy), (v2, ben): 3 × 2; ae4 has no AVP
  fit: 8.5, // riv1 industry 3; stay language 1, Tokyo to Berlin (8 − 3) × 0.5; lost (5 − 4) × 2
  // group: 7 × 10 + 5 × 5 = 95 hours of 90: U = 100%. ana 116.67%: 11.67 + 2 × 1.67 = 15;
  // ben 66.67%: 28.33 + 2 × 18.33 = 65; cy 91.67%: 3.33; pool 10% of 10%
  balanceHours: 80 + 10 / 3,
  // group 1600, target 533.33 each: ana 700 = 131.25%: 0.2 × 11.25; ben 300 = 56.25%: 0.2 × 23.75; cy 600 − 100 = 500 = 93.75%
  balanceArr: 7,
  balanceRenewals: 25, // mover alone, target 33.33 each: cy 300%: 0.1 × 150; ana and ben 0%: 0.1 × 50 each
  eligibility: 20, // stay's country
};

/** For each hard constraint a change of the lawful plan or of the policy that breaks it and nothing else. */
const breaches: Readonly<Record<ConstraintName, { readonly ends?: Ends; readonly company?: object }>> = {
  assignedOnce: { ends: { stranger: null } },
  coverage: { ends: { pooled: 'ben' } },
  eligibility: { ends: { idle: 'ben' } },
  hasCapacity: { ends: { pooled: 'old-pool' } },
  ceiling: { ends: { new: 'ana' } },
  maxAccounts: {
    company: { csms: everythingOn.csms.map((j) => ({ ...j, ...(j.csmId === 'cy' && { maxAccounts: 3 }) })) },
  },
  conflicts: { company: { policy: { conflicts: [['stay', 'riv1']] } } },
  families: { ends: { kid: 'ben' } },
  locks: { ends: { lock: null, mover: 'ben' } },
  pins: { ends: { pin: 'ben' } },
  pairingHard: {
    company: {
      accounts: everythingOn.accounts.map((a) => ({ ...a, ...(a.accountId === 'c1' && { aeId: 'ae1' }) })),
    },
  },
  csmsPerAe: { company: { policy: { pairing: { maxCsmsPerAe: 1 } } } },
  aesPerCsm: { company: { policy: { pairing: { maxAesPerCsm: 1 } } } },
  tierMixAccounts: { company: { policy: { tierMix: [{ tier: 'T1', maxAccounts: 2 }] } } },
  tierMixMinShare: { company: { policy: { tierMix: [{ tier: 'T1', minHoursShare: 0.6 }] } } },
  tierMixMaxShare: { company: { policy: { tierMix: [{ tier: 'T1', maxHoursShare: 0.7 }] } } },
  budgetAccounts: { company: { policy: { disruption: { maxAccounts: 0.05 } } } },
  budgetArr: { company: { policy: { disruption: { maxArr: 50 } } } },
  budgetInPerCsm: { company: { policy: { disruption: { maxInPerCsm: 0.1 } } } },
  budgetOutPerCsm: { company: { policy: { disruption: { maxOutPerCsm: 0.1 } } } },
  budgetPerAe: { company: { policy: { disruption: { maxPerAe: 0.1 } } } },
};

const lawful = planWith(everythingOn, lawfulPlan);
const broken = Object.entries(breaches).map(([name, { ends, company }]) => {
  const plan = planWith(merged<PlainCompany>(everythingOn, company ?? {}), { ...lawfulPlan, ...ends });
  return { name, plan };
});

/** The names of the checks that do not hold under `judged`; empty when nothing looks wrong. */
function alarms(judged: Rules): string[] {
  const found = pointsOf(lawful, judged.terms);
  const terms = (Object.keys(points) as TermName[]).filter(
    (name) => !(Math.abs(found[name] - points[name]) < 1e-9),
  );
  const constraints = broken.filter(({ name, plan }) => {
    const violations = violationsOf(plan, judged.constraints);
    return violations.length === 0 || violations.some((violation) => violation.constraint !== name);
  });
  const unfair = violationsOf(lawful, judged.constraints).map(
    ({ constraint }) => `${constraint} in the lawful plan`,
  );
  return [...terms, ...constraints.map(({ name }) => name), ...unfair];
}

describe('the rules of the verifier', () => {
  it('find each term as computed by hand, and each breach as the only one', () => {
    expect(alarms(rules)).toEqual([]);
    const { objective } = verifyPlan(input(everythingOn), assign(lawfulPlan));
    expect(objective).toBeCloseTo(
      Object.values(points).reduce((a, b) => a + b),
      6,
    );
  });

  it.each(Object.keys(rules.terms) as TermName[])('would be caught with the sign of %s flipped', (name) => {
    const flipped: Rules = {
      ...rules,
      terms: { ...rules.terms, [name]: (plan: Plan) => -rules.terms[name](plan) },
    };
    expect(alarms(flipped)).toEqual([name]);
  });

  it.each(Object.keys(rules.constraints) as ConstraintName[])('would be caught without %s', (name) => {
    const { [name]: _dropped, ...kept } = rules.constraints;
    expect(alarms({ ...rules, constraints: kept as Rules['constraints'] })).toEqual([name]);
  });
});
