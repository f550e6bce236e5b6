import type { AccountState } from '@bailiwick/lifecycle';
import {
  ByteColumn,
  type Column,
  CountColumn,
  DayColumn,
  EnumColumn,
  ListColumn,
  NumberColumn,
  TextColumn,
} from './columns.js';
import type { Dictionary, ListDictionary } from './dictionary.js';

const STATUSES = ['active', 'churned', 'merged'] as const satisfies readonly AccountState['status'][];
const FLAGS = [false, true] as const;

/** The fields of an account that have a column. */
export type ColumnField = Exclude<keyof AccountState, 'accountId' | 'name' | 'attributes'>;
export type AccountColumns = { readonly [F in ColumnField]-?: Column<NonNullable<AccountState[F]>> };

export function accountColumns(dictionary: Dictionary, lists: ListDictionary): AccountColumns {
  const text = <T extends string>(): TextColumn<T> => new TextColumn<T>(dictionary);
  const list = (): ListColumn => new ListColumn(lists);
  return {
    known: new EnumColumn(FLAGS),
    status: new EnumColumn(STATUSES),
    mergedInto: text(),
    arr: new NumberColumn(),
    currency: text(),
    region: text(),
    country: text(),
    segment: text(),
    industry: text(),
    language: text(),
    timezone: text(),
    products: list(),
    requiredSkills: list(),
    clearances: list(),
    conflictGroup: text(),
    complexity: new ByteColumn(),
    employees: new NumberColumn(),
    parentId: text(),
    aeId: text(),
    healthScore: new NumberColumn(),
    adoption: new NumberColumn(),
    nps: new NumberColumn(),
    csat: new NumberColumn(),
    stage: text(),
    strategic: new EnumColumn(FLAGS),
    startDate: new DayColumn(),
    renewalDate: new DayColumn(),
    lockedUntil: new DayColumn(),
    csmId: text(),
    csmSince: new DayColumn(),
    actingCsmId: text(),
    ownershipVersion: new CountColumn(),
    tier: text(),
    tierSince: new DayColumn(),
  };
}
