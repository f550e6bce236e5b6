import type { Rng } from '@bailiwick/kernel';
import type {
  Meter,
  MeterPiece,
  MeterQuantity,
  MeterTerm,
  PairCeiling,
  RowKind,
} from '../domain/problem/problem.js';
import {
  accountCount,
  cents,
  perCsm,
  sum,
  type Account,
  type Arc,
  type Draft,
  type Pair,
  type RowDraft,
} from './random-draft.js';

export function drawRows(draft: Draft): RowDraft[] {
  const { on } = draft;
  return [
    ...(on.maxAccounts ? maxAccountsRows(draft) : []),
    ...(on.conflicts ? conflictRows(draft) : []),
    ...(on.tierMaxAccounts ? tierMaxAccountsRows(draft) : []),
    ...(on.tierShares ? tierShareRows(draft) : []),
    ...(on.budgets ? wholeBudgetRows(draft) : []),
    ...(on.perPersonBudgets ? perPersonBudgetRows(draft) : []),
  ];
}

function maxAccountsRows(draft: Draft): RowDraft[] {
  const coef = (csm: number) => (arc: Arc) => (arc.csm === csm ? draft.units[arc.unit]!.length : 0);
  const most = () => 1 + Math.ceil(accountCount(draft) / draft.csmCount) + draft.rng.int(2);
  return perCsm(draft, (csm) => row('max-accounts', `csm-${csm}`, most(), coef(csm)));
}

function conflictRows(draft: Draft): RowDraft[] {
  const members = new Set(draft.units.map((_, unit) => unit).filter(() => draft.rng.next() < 0.4));
  const coef = (csm: number) => (arc: Arc) => (arc.csm === csm && members.has(arc.unit) ? 1 : 0);
  return perCsm(draft, (csm) => row('conflict', `rivals-${csm}`, 1, coef(csm)));
}

function tierMaxAccountsRows(draft: Draft): RowDraft[] {
  const coef = (csm: number) => (arc: Arc) =>
    arc.csm === csm ? draft.units[arc.unit]!.filter((account) => account.tier === 0).length : 0;
  const people = perCsm(draft, (csm) =>
    row('tier-max-accounts', `csm-${csm}`, 1 + draft.rng.int(3), coef(csm)),
  );
  return people.filter((_, csm) => !draft.isPool[csm]);
}

function tierShareRows(draft: Draft): RowDraft[] {
  const tierHours = (arc: Arc): number => {
    const accounts = draft.units[arc.unit]!;
    const inTier = sum(accounts.filter((account) => account.tier === 0).map((account) => account.hours));
    return Math.round((arc.hours * inTier) / sum(accounts.map((account) => account.hours)));
  };
  const most = cents(0.5 + draft.rng.next() * 0.5);
  const least = cents(draft.rng.next() * 0.3);
  const slack = draft.rng.int(400);
  const shares = perCsm(draft, (csm) => [
    row('tier-max-share', `csm-${csm}`, slack, (a) => (a.csm === csm ? tierHours(a) - most * a.hours : 0)),
    row('tier-min-share', `csm-${csm}`, slack, (a) => (a.csm === csm ? least * a.hours - tierHours(a) : 0)),
  ]);
  return shares.filter((_, csm) => !draft.isPool[csm]).flat();
}

function moved(draft: Draft, arc: Arc, measure: (account: Account) => number): number {
  const accounts = draft.units[arc.unit]!;
  return sum(
    accounts.map((account) => (account.today >= 0 && account.today !== arc.csm ? measure(account) : 0)),
  );
}

function wholeBudgetRows(draft: Draft): RowDraft[] {
  const arr = sum(draft.units.flat().map((account) => account.arr));
  return [
    row('budget-accounts', 'all', 1 + draft.rng.int(accountCount(draft)), (arc) =>
      moved(draft, arc, () => 1),
    ),
    row('budget-arr', 'all', (0.2 + 0.6 * draft.rng.next()) * arr, (arc) => moved(draft, arc, (a) => a.arr)),
  ];
}

function perPersonBudgetRows(draft: Draft): RowDraft[] {
  const { rng } = draft;
  const into = (csm: number) => (arc: Arc) => (arc.csm === csm ? moved(draft, arc, () => 1) : 0);
  const outOf = (csm: number) => (arc: Arc) =>
    moved(draft, arc, (account) => (account.today === csm ? 1 : 0));
  const ofAe = (ae: number) => (arc: Arc) => moved(draft, arc, (account) => (account.ae === ae ? 1 : 0));
  return [
    ...perCsm(draft, (csm) => row('budget-in', `csm-${csm}`, 1 + rng.int(3), into(csm))),
    ...perCsm(draft, (csm) => row('budget-out', `csm-${csm}`, 1 + rng.int(3), outOf(csm))),
    ...Array.from({ length: draft.aeCount }, (_, ae) =>
      row('budget-ae', `ae-${ae}`, 1 + rng.int(3), ofAe(ae)),
    ),
  ];
}

function row(kind: RowKind, subject: string, limit: number, coef: (arc: Arc) => number): RowDraft {
  return { kind, subject, limit, coef };
}

export function drawMeters(draft: Draft): Meter[] {
  const { rng, on } = draft;
  const hours = Math.ceil(sum(draft.units.flat().map((account) => account.hours)) / draft.csmCount);
  const arr = Math.ceil(sum(draft.units.flat().map((account) => account.arr)) / draft.csmCount);
  const overload: MeterPiece[] = [
    { term: 'overload', side: 1, at: hours, slope: cents(1 + rng.next() * 20) / 100 },
  ];
  const meter = (quantity: MeterQuantity, pieces: MeterPiece[]): Meter[] =>
    pieces.length ? perCsm(draft, (csm) => ({ quantity, csm, pieces })) : [];
  const quarters = ['renewals-0', 'renewals-1', 'renewals-2', 'renewals-3'] as const;
  return [
    ...meter('hours', [
      ...(on.overload ? overload : []),
      ...(on.balanceHours ? band(rng, 'balanceHours', hours, 0.05) : []),
    ]),
    ...meter('arr', on.balanceArr ? band(rng, 'balanceArr', arr, 0.0005) : []),
    ...quarters.flatMap((q) =>
      meter(q, on.balanceRenewals ? band(rng, 'balanceRenewals', arr / 4, 0.0005) : []),
    ),
  ];
}

/** Two steps of penalty on each side of a dead band around `target`. */
function band(rng: Rng, term: MeterTerm, target: number, slope: number): MeterPiece[] {
  return [0.05, 0.2].flatMap((beyond): MeterPiece[] => [
    { term, side: 1, at: target * (1 + beyond), slope: slope * (0.5 + rng.next()) },
    { term, side: -1, at: target * (1 - beyond), slope: slope * (0.5 + rng.next()) },
  ]);
}

export function drawPairCeilings(draft: Draft): PairCeiling[] {
  const { rng, on, pairs } = draft;
  const of = (test: (pair: Pair) => boolean): Int32Array =>
    Int32Array.from(pairs.map((_, id) => id).filter((id) => pairs[id]!.kind === 0 && test(pairs[id]!)));
  const perAe = Array.from({ length: draft.aeCount }, (_, ae): PairCeiling => {
    return {
      kind: 'csms-per-ae',
      subject: `ae-${ae}`,
      limit: 1 + rng.int(2),
      pairs: of((p) => p.owner === ae),
    };
  });
  const perPerson = perCsm(draft, (csm): PairCeiling => {
    return {
      kind: 'aes-per-csm',
      subject: `csm-${csm}`,
      limit: 1 + rng.int(3),
      pairs: of((p) => p.csm === csm),
    };
  });
  return [...(on.csmsPerAe ? perAe : []), ...(on.aesPerCsm ? perPerson : [])].filter(
    (c) => c.pairs.length > 0,
  );
}
