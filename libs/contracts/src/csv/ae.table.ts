import type { AeId } from '@bailiwick/kernel';
import type { AeRecord } from '../company/ae.js';
import { idText, nameText, shortText } from './cells/text.cell.js';
import type { TableSchema } from './table-schema.js';

/** aes.csv: account executives; further columns are ignored with a warning. */
export const aeTable: TableSchema<AeRecord> = {
  kind: 'aes',
  columns: [
    { name: 'ae_id', field: 'aeId', required: true, parse: idText<AeId>() },
    { name: 'name', field: 'name', parse: nameText },
    { name: 'region', field: 'region', parse: shortText },
    { name: 'team', field: 'team', parse: shortText },
    { name: 'avp_id', field: 'avpId', parse: idText<string>() },
  ],
  unknownColumns: 'ignored',
  check: () => [],
  build: (values) => ({ ...values, aeId: values.aeId! }),
};
