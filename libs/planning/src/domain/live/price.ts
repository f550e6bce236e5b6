import { softRulePoints } from '../compile/eligibility.js';
import { moveOf } from '../compile/moves.js';
import type { TermName, TermPoints } from '../plan/term-points.js';
import { pointsBeyond } from '../problem/evaluate.js';
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
  addPoints(placing, book, (term, by) => {
    if (by === 0) return;
    const sum = (points[term] ?? 0) + by;
    if (sum === 0) delete points[term];
    else points[term] = sum;
  });
  return points;
}

/** The sum of what `priceAt` tells, but for the last digits of a double. */
export function costAt(placing: Placing, book: CsmBook): number {
  let cost = 0;
  addPoints(placing, book, (_term, by) => {
    cost += by;
  });
  return cost;
}

type Add = (term: TermName, by: number) => void;

function addPoints(placing: Placing, book: CsmBook, add: Add): void {
  addAccountPoints(placing, book, add);
  addPairPoints(placing, book, add);
  addMeterChanges(placing, book, add);
}

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
  for (const { quantity, pieces } of placing.company.metersOf(book)) {
    const before = book.load(quantity);
    const after = before + quantityAt(placing, book, quantity);
    for (const piece of pieces) add(piece.term, pointsBeyond(piece, after) - pointsBeyond(piece, before));
  }
}

/** The sum of the terms. */
export function costOf(points: Partial<TermPoints>): number {
  return Object.values(points).reduce((sum, p) => sum + p, 0);
}
