import type { CsmId } from '@bailiwick/kernel';
import type { CsmRecord } from '../company/csm.js';
import { EVENT_LIMITS } from '../events/primitives.js';
import { isoDate, leaves } from './cells/date.cell.js';
import { decimal } from './cells/number.cell.js';
import { idText, nameText, shortText, textList, timezone, truth } from './cells/text.cell.js';
import { daysInOrder } from './row-checks.js';
import type { Column, RowValues, TableSchema } from './table-schema.js';

/** A thousand people around the clock. */
const MAX_CAPACITY_HOURS = 744_000;
const MAX_RAMP_MONTHS = 60;
const MAX_ACCOUNTS = 1_000_000;

const columns: readonly Column<CsmRecord>[] = [
  { name: 'csm_id', field: 'csmId', required: true, parse: idText<CsmId>() },
  { name: 'name', field: 'name', parse: nameText },
  { name: 'regions', field: 'regions', parse: textList },
  { name: 'countries', field: 'countries', parse: textList },
  { name: 'languages', field: 'languages', parse: textList },
  { name: 'skills', field: 'skills', parse: textList },
  { name: 'clearances', field: 'clearances', parse: textList },
  { name: 'tiers', field: 'tiers', parse: textList },
  { name: 'timezone', field: 'timezone', parse: timezone },
  { name: 'location', field: 'location', parse: shortText },
  { name: 'seniority', field: 'seniority', parse: decimal({ min: 1, max: 5, whole: true }) },
  {
    name: 'capacity_hours',
    field: 'capacityHours',
    required: true,
    parse: decimal({ min: 0, max: MAX_CAPACITY_HOURS }),
  },
  { name: 'cost', field: 'cost', parse: decimal({ min: 0, max: EVENT_LIMITS.arr }) },
  { name: 'manager_id', field: 'managerId', parse: idText<string>() },
  { name: 'start_date', field: 'startDate', parse: isoDate },
  { name: 'end_date', field: 'endDate', parse: isoDate },
  { name: 'ramp_months', field: 'rampMonths', parse: decimal({ min: 0, max: MAX_RAMP_MONTHS, whole: true }) },
  { name: 'leave', field: 'leaves', parse: leaves },
  { name: 'max_accounts', field: 'maxAccounts', parse: decimal({ min: 0, max: MAX_ACCOUNTS, whole: true }) },
  { name: 'pool', field: 'pool', parse: truth },
];

function build(values: RowValues<CsmRecord>): CsmRecord {
  return {
    ...values,
    csmId: values.csmId!,
    capacityHours: values.capacityHours!,
    regions: values.regions ?? [],
    countries: values.countries ?? [],
    languages: values.languages ?? [],
    skills: values.skills ?? [],
    clearances: values.clearances ?? [],
    tiers: values.tiers ?? [],
    leaves: values.leaves ?? [],
    pool: values.pool ?? false,
  };
}

/** csms.csv: CSMs and pools; further columns are ignored with a warning. */
export const csmTable: TableSchema<CsmRecord> = {
  kind: 'csms',
  columns,
  unknownColumns: 'ignored',
  check: (values) => daysInOrder(values.startDate, values.endDate, { first: 'start_date', last: 'end_date' }),
  build,
};
