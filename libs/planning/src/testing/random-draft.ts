import type { Rng } from '@bailiwick/kernel';
import type { Row } from '../domain/problem/problem.js';

/** The parts of the model that a random problem can have. */
export const FEATURES = [
  'families',
  'pairs',
  'avp',
  'pools',
  'nobody',
  'today',
  'locks',
  'ceilings',
  'overload',
  'balanceHours',
  'balanceArr',
  'balanceRenewals',
  'maxAccounts',
  'conflicts',
  'tierMaxAccounts',
  'tierShares',
  'budgets',
  'perPersonBudgets',
  'csmsPerAe',
  'aesPerCsm',
] as const;
export type Feature = (typeof FEATURES)[number];

export interface Account {
  readonly arr: number;
  readonly hours: number;
  readonly ae: number;
  readonly tier: number;
  readonly quarter: number;
  readonly today: number;
}

/** A drawn company in the middle of becoming a problem. */
export interface Draft {
  readonly rng: Rng;
  readonly on: Readonly<Record<Feature, boolean>>;
  readonly csmCount: number;
  readonly aeCount: number;
  readonly avpOfAe: Int32Array;
  readonly isPool: readonly boolean[];
  readonly units: readonly (readonly Account[])[];
  readonly arcs: readonly Arc[];
  readonly pairs: readonly Pair[];
}

export interface Arc {
  readonly unit: number;
  readonly csm: number;
  readonly hours: number;
  readonly cost: number;
  readonly pairs: readonly number[];
}

export interface Pair {
  readonly kind: 0 | 1;
  readonly owner: number;
  readonly csm: number;
}

export interface RowDraft extends Row {
  /** Coefficient of each arc; 0 = not in the row. */
  readonly coef: (arc: Arc) => number;
}

export function perCsm<T>(draft: Draft, make: (csm: number) => T): T[] {
  return Array.from({ length: draft.csmCount }, (_, csm) => make(csm));
}

export function accountCount(draft: Draft): number {
  return sum(draft.units.map((unit) => unit.length));
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Rounded to two decimals. */
export function cents(value: number): number {
  return Math.round(value * 100) / 100;
}
