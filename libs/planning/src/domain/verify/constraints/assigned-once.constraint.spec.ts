import { account, csm } from '../testing/company.js';
import { broken } from '../testing/judge.js';

describe('assignedOnce', () => {
  const company = {
    accounts: [account('a'), account('b'), account('left', { status: 'churned' })],
    csms: [csm('ana')],
  };

  it('wants each active account once, with a CSM of the input or with none', () => {
    expect(broken('assignedOnce', company, { a: 'ana', b: null })).toEqual([]);
  });

  it('names who is missing, who does not belong there, and a CSM nobody knows', () => {
    expect(broken('assignedOnce', company, { a: 'zoe', left: 'ana', ghost: null })).toEqual([
      ['csm-unknown', 'a', 1, 0],
      ['account-missing', 'b', 0, 1],
      ['account-unknown', 'left', 1, 0],
      ['account-unknown', 'ghost', 1, 0],
    ]);
  });
});
