/**
 * A territory problem in solver form: every unit takes exactly one of its arcs.
 *
 *   minimise  Σ arcCost·x  +  Σ pairCost·y  +  Σ_meters penalty(load)
 *   s.t.      Σ_{arcs of u} x = 1                             for each unit u
 *             x_a ≤ y_p                                       for each pair p that arc a opens
 *             load_hours(j) ≤ ceiling_j                       for each CSM j
 *             Σ coef·x ≤ limit                                for each row (budgets, counts, conflicts, mix)
 *             Σ y ≤ limit                                     for each pair ceiling
 *
 * Everything is typed arrays in CSR form (`xStart[k] … xStart[k+1]` are the entries of k), so that solvers, local
 * search and bounds share one copy. It knows no policy: each soft term is already a number on an arc, a pair or a
 * meter piece; instances from elsewhere (fixed costs and hours per arc) have the same form.
 */
export interface Problem {
  readonly unitCount: number;
  readonly csmCount: number;

  /** Arcs of unit u: `arcStart[u] … arcStart[u+1]`, by CSM index, the arc to nobody (`arcCsm = -1`) last if allowed. */
  readonly arcStart: Int32Array;
  /** The CSM of each arc; −1 = the unit stays unassigned. */
  readonly arcCsm: Int32Array;
  /** Points of taking the arc: move + fit + eligibility + given fixed cost (+ unassigned for the arc to nobody). */
  readonly arcCost: Float64Array;
  /** Work on the CSM in hundredths of hours a month (whole numbers); 0 for the arc to nobody. */
  readonly arcHours: Float64Array;
  /** ARR of each unit, whole currency units. */
  readonly unitArr: Float64Array;
  /** The arc on which the unit is today; −1 when there is none (new, split family, or its CSM is gone). */
  readonly todayArc: Int32Array;
  /** Number of accounts in the unit. */
  readonly unitSize: Int32Array;
  /** Points for leaving the unit unassigned that are in `arcCost` of its arc to nobody (0 if not allowed). */
  readonly unassignedPoints: Float64Array;

  /** Pairs opened by arc a: `pairOfArcStart[a] … [a+1]` into `pairOfArc`. AE pairs and AVP pairs alike. */
  readonly pairOfArcStart: Int32Array;
  readonly pairOfArc: Int32Array;
  readonly pairCount: number;
  readonly pairCost: Float64Array;
  /** 0 = (AE, person), 1 = (AVP, person). */
  readonly pairKind: Uint8Array;
  /** Index of the AE or of the AVP. */
  readonly pairOwner: Int32Array;
  readonly pairCsm: Int32Array;
  /** For each AE index its AVP index, −1 if unknown. */
  readonly avpOfAe: Int32Array;

  /** Ceilings on the number of AE pairs in use. */
  readonly pairCeilings: readonly PairCeiling[];

  /** Hard rows Σ coef·x ≤ limit; entries of arc a: `rowOfArcStart[a] … [a+1]`. */
  readonly rows: readonly Row[];
  readonly rowOfArcStart: Int32Array;
  readonly rowOfArc: Int32Array;
  readonly rowCoef: Float64Array;

  /** Most hundredths of hours that each CSM may carry. */
  readonly ceiling: Float64Array;
  /** Convex penalties on what each CSM carries. */
  readonly meters: readonly Meter[];
  /** ARR of each unit that renews in the meter's quarter, by quarter 0–3; empty where renewals are not balanced. */
  readonly unitRenewals: readonly Float64Array[];
}

export type RowKind =
  | 'max-accounts'
  | 'conflict'
  | 'tier-max-accounts'
  | 'tier-min-share'
  | 'tier-max-share'
  | 'budget-accounts'
  | 'budget-arr'
  | 'budget-in'
  | 'budget-out'
  | 'budget-ae'
  | 'unassigned';

export interface Row {
  readonly kind: RowKind;
  /** What the row is about, in words for a person: a CSM's, AE's, tier's or group's name. */
  readonly subject: string;
  readonly limit: number;
}

export interface PairCeiling {
  readonly kind: 'csms-per-ae' | 'aes-per-csm';
  readonly subject: string;
  readonly limit: number;
  /** AE pairs that count. */
  readonly pairs: Int32Array;
}

/** What a meter measures on a CSM: `hours` in hundredths, `arr` and `renewals-q` in currency units. */
export type MeterQuantity = 'hours' | 'arr' | 'renewals-0' | 'renewals-1' | 'renewals-2' | 'renewals-3';

export type MeterTerm = 'overload' | 'balanceHours' | 'balanceArr' | 'balanceRenewals';

/** penalty(load) = Σ slope · max(0, side · (load − at)); convex, never negative. */
export interface Meter {
  readonly quantity: MeterQuantity;
  readonly csm: number;
  readonly pieces: readonly MeterPiece[];
}

export interface MeterPiece {
  readonly term: MeterTerm;
  /** +1: loads above `at` cost; −1: loads below `at` cost. */
  readonly side: 1 | -1;
  /** In the meter's unit. */
  readonly at: number;
  /** Points per unit of the meter, ≥ 0. */
  readonly slope: number;
}

/** One arc index for each unit. */
export type Solution = Int32Array;
