import type { TermName } from '../verification.js';
import { avp } from './avp.term.js';
import { balanceArr } from './balance-arr.term.js';
import { balanceHours } from './balance-hours.term.js';
import { balanceRenewals } from './balance-renewals.term.js';
import { eligibility } from './eligibility.term.js';
import { fit } from './fit.term.js';
import { move } from './move.term.js';
import { overload } from './overload.term.js';
import { pair } from './pair.term.js';
import type { Term } from './term.js';
import { unassigned } from './unassigned.term.js';

export type TermRegistry = Readonly<Record<TermName, Term>>;

/** Every term of the objective by name; the objective is their sum. */
export const terms: TermRegistry = {
  unassigned,
  overload,
  move,
  pair,
  avp,
  fit,
  balanceHours,
  balanceArr,
  balanceRenewals,
  eligibility,
};
