import type { AccountId, AeId, CsmId } from '@bailiwick/kernel';
import type { CompanyOutline, CompiledCompany } from '../../domain/compile/index.js';
import { todaysAssignment } from '../plan-of-moves/todays-assignment.js';
import { explainMoves } from '../../domain/explain/moves.js';
import { explainShortages } from '../../domain/explain/shortages.js';
import type { Plan, PlannedAccount, PlannedCsm, PlanStatus, Relaxation } from '../../domain/plan/plan.js';
import type { Solution } from '../../domain/problem/problem.js';
import type { Verification, VerifiedCsm, Verifier } from '../../domain/verify/index.js';
import { CLOSED_GAP } from './proven.js';

/** What the solving phases found out. */
export interface SolvedPlan {
  readonly company: CompiledCompany;
  readonly solution: Solution;
  readonly verification: Verification;
  readonly bound: number | null;
  /** Hard constraints were proven contradictory. */
  readonly provenInfeasible: boolean;
}

export type PlanFrame = Pick<Plan, 'solver' | 'seed' | 'limits' | 'inputsHash'>;

/** The plan with its explanations; every reported number comes from the verification. */
export function buildPlan(solved: SolvedPlan, verifier: Verifier, frame: PlanFrame): Omit<Plan, 'seconds'> {
  const { company, solution, verification } = solved;
  const { facts } = company;
  const today = verifier.verify(todaysAssignment(company));
  return {
    ...frame,
    ...proofOf(solved),
    asOf: facts.input.asOf,
    ...figuresOf(company, verification, today),
    moves: explainMoves(company, solution),
    relaxations: [
      ...company.relaxed.map((r): Relaxation => ({
        ...r,
        accounts: [r.account],
        remedy: remedyOf(r.gaveWay),
      })),
      ...verification.violations.map(violated),
      ...explainShortages(company, solution),
    ],
  };
}

/** How good the plan is, as far as that is proven. */
export function proofOf(solved: SolvedPlan): Pick<Plan, 'status' | 'bound' | 'gap'> {
  const { objective, terms } = solved.verification;
  const bound = solved.bound === null ? null : Math.min(solved.bound, objective);
  const gap = bound === null ? null : (objective - bound) / Math.max(1, objective - terms.unassigned);
  return { status: statusOf(solved, gap), bound, gap };
}

/** What the verification tells of a plan, beside today's book. */
export function figuresOf(
  company: Pick<CompanyOutline, 'facts' | 'splits'>,
  after: Verification,
  before: Verification,
): Pick<
  Plan,
  'objective' | 'terms' | 'termsBefore' | 'counts' | 'metrics' | 'accounts' | 'csms' | 'splits' | 'pairs'
> {
  return {
    objective: after.objective,
    terms: { ...after.terms },
    termsBefore: { ...before.terms },
    counts: { ...after.counts },
    metrics: { ...after.metrics },
    accounts: [...after.accounts.values()].map(plannedAccount),
    csms: plannedCsms(company, after, before),
    splits: company.splits.map((s) => ({ parentId: s.parentId, accounts: s.accounts, reason: s.reason })),
    pairs: pairsOf(company, after, before),
  };
}

function statusOf({ company, verification, provenInfeasible }: SolvedPlan, gap: number | null): PlanStatus {
  if (provenInfeasible || company.relaxed.length > 0) return 'infeasible';
  if (verification.violations.length > 0) return 'failed';
  return gap !== null && gap <= CLOSED_GAP ? 'optimal' : 'feasible';
}

function remedyOf(gaveWay: 'pin' | 'lock'): string {
  return gaveWay === 'pin'
    ? 'This plan leaves the pin out; remove it from the policy, or make the CSM eligible.'
    : 'This plan lets the account move; end one of the locks, or take the account out of its conflict group.';
}

/** A broken constraint in ops' words. */
export function violated(v: Verification['violations'][number]): Relaxation {
  return {
    code: v.code,
    accounts: [],
    message: v.message,
    remedy: `Cheapest found: allow ${round2(v.amount)} instead of ${round2(v.limit)} for ${v.subject}.`,
  };
}

/** What a plan tells of an account. */
export function plannedAccount(
  a: Verification['accounts'] extends ReadonlyMap<AccountId, infer V> ? V : never,
): PlannedAccount {
  const { accountId, csmId, previousCsmId, aeId, tier, arr, hours, moved, mandatory } = a;
  return { accountId, csmId, previousCsmId, aeId, tier, arr, hours, moved, mandatory };
}

function plannedCsms(
  { facts }: Pick<CompanyOutline, 'facts'>,
  after: Verification,
  before: Verification,
): PlannedCsm[] {
  return facts.csms.map(({ record }) => {
    const now = after.csms.get(record.csmId)!;
    const then = before.csms.get(record.csmId)!;
    const { accounts, arr, hours, pairs } = then;
    return {
      csmId: record.csmId,
      pool: record.pool,
      region: record.regions[0] ?? null,
      accounts: now.accounts,
      arr: now.arr,
      hours: round2(now.hours),
      capacityHours: now.capacityHours,
      utilisation: utilisationOf(now),
      pairs: now.pairs,
      movesIn: now.movesIn,
      movesOut: now.movesOut,
      before: { accounts, arr, hours: round2(hours), pairs },
    };
  });
}

function utilisationOf({ capacityHours, utilisation }: VerifiedCsm): number | null {
  return capacityHours > 0 ? utilisation : null;
}

function pairsOf(
  { facts }: Pick<CompanyOutline, 'facts'>,
  after: Verification,
  before: Verification,
): Plan['pairs'] {
  const pools = new Set(facts.csms.filter((c) => c.record.pool).map((c) => c.record.csmId));
  const pairs = new Map<string, { aeId: AeId; csmId: CsmId; before: number; after: number }>();
  const count = (verification: Verification, when: 'before' | 'after'): void => {
    for (const { aeId, csmId } of verification.accounts.values()) {
      if (aeId === null || csmId === null || pools.has(csmId)) continue;
      const key = `${aeId}\u0000${csmId}`;
      const pair = pairs.get(key) ?? { aeId, csmId, before: 0, after: 0 };
      pair[when]++;
      pairs.set(key, pair);
    }
  };
  count(before, 'before');
  count(after, 'after');
  return [...pairs.values()].sort((a, b) => compare(a.aeId, b.aeId) || compare(a.csmId, b.csmId));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const round2 = (x: number): number => Math.round(x * 100) / 100;
