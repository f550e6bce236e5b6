import { metersOfCsm } from '../compile/balance.js';
import { softRulePoints } from '../compile/eligibility.js';
import { moveOf } from '../compile/moves.js';
import type { TermName, TermPoints } from '../plan/term-points.js';
import { addMeterPoints } from '../problem/evaluate.js';
import type { MeterTerm } from '../problem/problem.js';
import { fitPoints } from '../terms/fit.term.js';
import { movePoints } from '../terms/move.term.js';
import { avpPairPoints, pairPoints } from '../terms/pair.term.js';
import type { CsmBook } from './csm-book.js';
import { opensPair, type Placing, quantityAt } from './placing.js';

/**
 * Points by term of the accounts with a CSM, more than without them: the objective with them there, less the
 * objective without anybody for them and without the points for that. Terms that do not change are left out.
 * The accounts are counted out of their books.
 */
export function priceAt(placing: Placing, book: CsmBook): Partial<TermPoints> {
  const points: Partial<TermPoints> = {};
  const add = (term: TermName, by: number): void => {
    if (by !== 0) points[term] = (points[term] ?? 0) + by;
  };
  addAccountPoints(placing, book, add);
  addPairPoints(placing, book, add);
  addMeterChanges(placing, book, add);
  return points;
}

type Add = (term: TermName, by: number) => void;

function addAccountPoints(placing: Placing, book: CsmBook, add: Add): void {
  const { company, policy, unit, fixing } = placing;
  const csm = book.facts!;
  for (const account of placing.accounts) {
    add('fit', fitPoints(account, csm, policy));
    add('eligibility', softRulePoints(account.record, account.tier, csm, policy));
    const move = moveOf(unit, account, book.index, fixing, (a) => company.servers(a));
    if (move === 'discretionary') add('move', movePoints(account, policy));
  }
}

/** A pair that others use already costs nothing more; one that only these accounts have today is a kept one. */
function addPairPoints({ accounts, aes, avps, policy }: Placing, book: CsmBook, add: Add): void {
  for (const ae of aes) {
    if (!opensPair(ae, book)) continue;
    const isTodays = book.facts!.capacity > 0 && accounts.some((a) => a.ae === ae && a.book === book);
    add('pair', pairPoints(isTodays, policy));
  }
  for (const avp of avps) if (book.isPerson && !book.avps.has(avp)) add('avp', avpPairPoints(policy));
}

function addMeterChanges(placing: Placing, book: CsmBook, add: Add): void {
  if (!book.group) return;
  const before = noMeterPoints();
  const after = noMeterPoints();
  for (const meter of metersOfCsm(book.facts!, book.group, placing.policy)) {
    const load = book.load(meter.quantity);
    addMeterPoints(before, meter, load);
    addMeterPoints(after, meter, load + quantityAt(placing, book, meter.quantity));
  }
  for (const term of METER_TERMS) add(term, after[term] - before[term]);
}

const METER_TERMS = [
  'overload',
  'balanceHours',
  'balanceArr',
  'balanceRenewals',
] as const satisfies MeterTerm[];

function noMeterPoints(): Record<MeterTerm, number> {
  return { overload: 0, balanceHours: 0, balanceArr: 0, balanceRenewals: 0 };
}

/** The sum of the terms. */
export function costOf(points: Partial<TermPoints>): number {
  return Object.values(points).reduce((sum, p) => sum + p, 0);
}
