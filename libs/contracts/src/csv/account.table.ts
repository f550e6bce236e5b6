import type { AccountId, AeId, CsmId, TierId } from '@bailiwick/kernel';
import type { AccountRecord } from '../company/account.js';
import { EVENT_LIMITS } from '../events/primitives.js';
import { CellFault } from './cells/cell.js';
import { isoDate } from './cells/date.cell.js';
import { amount, decimal } from './cells/number.cell.js';
import {
  currency,
  idText,
  nameText,
  oneOf,
  shortText,
  textList,
  timezone,
  truth,
} from './cells/text.cell.js';
import { daysInOrder } from './row-checks.js';
import type { Column, RowFault, RowValues, TableSchema } from './table-schema.js';

const percent = decimal({ min: 0, max: 100 });

const columns: readonly Column<AccountRecord>[] = [
  { name: 'account_id', field: 'accountId', required: true, parse: idText<AccountId>() },
  { name: 'name', field: 'name', parse: nameText },
  { name: 'arr', field: 'arr', required: true, parse: amount(EVENT_LIMITS.arr) },
  { name: 'currency', field: 'currency', parse: currency },
  { name: 'region', field: 'region', parse: shortText },
  { name: 'country', field: 'country', parse: shortText },
  { name: 'segment', field: 'segment', parse: shortText },
  { name: 'industry', field: 'industry', parse: shortText },
  { name: 'language', field: 'language', parse: shortText },
  { name: 'timezone', field: 'timezone', parse: timezone },
  { name: 'products', field: 'products', parse: textList },
  { name: 'required_skills', field: 'requiredSkills', parse: textList },
  { name: 'clearances', field: 'clearances', parse: textList },
  { name: 'conflict_group', field: 'conflictGroup', parse: shortText },
  { name: 'complexity', field: 'complexity', parse: decimal({ min: 1, max: 5, whole: true }) },
  {
    name: 'employees',
    field: 'employees',
    parse: decimal({ min: 0, max: EVENT_LIMITS.employees, whole: true }),
  },
  { name: 'parent_id', field: 'parentId', parse: idText<AccountId>() },
  { name: 'ae_id', field: 'aeId', parse: idText<AeId>() },
  { name: 'csm_id', field: 'csmId', parse: idText<CsmId>() },
  { name: 'csm_since', field: 'csmSince', parse: isoDate },
  { name: 'tier', field: 'tier', parse: idText<TierId>() },
  { name: 'health', field: 'healthScore', parse: percent },
  { name: 'adoption', field: 'adoption', parse: percent },
  { name: 'nps', field: 'nps', parse: decimal({ min: -100, max: 100 }) },
  { name: 'stage', field: 'stage', parse: shortText },
  { name: 'strategic', field: 'strategic', parse: truth },
  { name: 'locked_until', field: 'lockedUntil', parse: isoDate },
  { name: 'start_date', field: 'startDate', parse: isoDate },
  { name: 'renewal_date', field: 'renewalDate', parse: isoDate },
  { name: 'status', field: 'status', parse: oneOf(['active', 'churned'] as const) },
];

function check(values: RowValues<AccountRecord>): readonly RowFault[] {
  return [
    ...daysInOrder(values.startDate, values.renewalDate, { first: 'start_date', last: 'renewal_date' }),
    ...ownParent(values),
  ];
}

function ownParent({ accountId, parentId }: RowValues<AccountRecord>): readonly RowFault[] {
  if (parentId === undefined || parentId !== accountId) return [];
  const fault = new CellFault(
    'parent-cycle',
    'is the account itself',
    'the id of another account, or nothing',
    'Maybe leave the cell of an ultimate parent empty',
  );
  return [{ column: 'parent_id', value: parentId, fault }];
}

function build(values: RowValues<AccountRecord>): AccountRecord {
  return {
    ...values,
    accountId: values.accountId!,
    arr: values.arr!,
    products: values.products ?? [],
    requiredSkills: values.requiredSkills ?? [],
    clearances: values.clearances ?? [],
    status: values.status ?? 'active',
    attributes: values.attributes ?? {},
  };
}

/** accounts.csv: further columns become attributes. */
export const accountTable: TableSchema<AccountRecord> = {
  kind: 'accounts',
  columns,
  unknownColumns: 'attributes',
  check,
  build,
};
