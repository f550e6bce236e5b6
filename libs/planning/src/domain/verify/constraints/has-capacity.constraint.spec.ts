import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('hasCapacity', () => {
  it('wants nobody with a CSM without capacity over the horizon', () => {
    const company = {
      accounts: [account('a'), account('b'), account('c')],
      csms: [
        csm('gone', { endDate: '2025-12-31' }),
        csm('late', { startDate: '2026-02-01' }),
        csm('ana', { endDate: '2026-01-01' }),
      ],
    };
    expect(broken('hasCapacity', company, { a: 'gone', b: 'gone', c: 'late' })).toEqual([
      ['no-capacity', 'gone', 2, 0],
      ['no-capacity', 'late', 1, 0],
    ]);
    expect(broken('hasCapacity', company, { a: 'ana', b: 'ana', c: null })).toEqual([]);
  });
});
