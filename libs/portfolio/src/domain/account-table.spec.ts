import { unknownAccount } from '@bailiwick/lifecycle';
import type { AccountId, AeId, IsoDate, TierId } from '@bailiwick/kernel';
import { AccountTable } from './account-table.js';

const account = (id: string, more: object = {}) => ({
  ...unknownAccount(id as AccountId),
  known: true,
  name: `Account ${id}`,
  arr: 10.5,
  region: 'EMEA',
  products: ['crm'],
  complexity: 3,
  strategic: false,
  startDate: '2026-01-01' as IsoDate,
  aeId: 'E1' as AeId,
  tier: 'low' as TierId,
  attributes: { reputation: 7 },
  ...more,
});

it('accounts of a moment stay as they were, while the table goes on', () => {
  const table = new AccountTable();
  for (const id of ['A1', 'A2']) table.write(table.rowFor(id), account(id));
  const moment = table.moment();
  const before = [0, 1].map((row) => table.read(row));
  const other = { name: 'Other', region: 'APAC', products: ['erp'], attributes: { reputation: 1 }, arr: 1 };
  table.write(
    0,
    account('A1', { ...other, complexity: 5, strategic: true, startDate: '2026-02-02', tier: 'high' }),
  );
  table.change(1, { tier: 'tech' as TierId });
  table.change(1, { arr: 5 });
  for (let i = 3; i < 200; i++) table.write(table.rowFor(`A${i}`), account(`A${i}`));
  expect(moment.rows).toBe(2);
  expect([0, 1].map((row) => moment.read(row))).toEqual(before);
  expect(moment.read(0)).toMatchObject({
    name: 'Account A1',
    region: 'EMEA',
    products: ['crm'],
    tier: 'low',
  });
});
