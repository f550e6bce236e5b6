import { account, csm } from '../testing/company.js';
import { broken, csmFigures } from '../testing/judge.js';

describe('ceiling', () => {
  const locked = { csmId: 'ana', lockedUntil: '2026-01-01' };
  const company = (mode: 'priced' | 'hard', capacityHours: number) => ({
    accounts: [account('a', locked), account('b', locked), account('c')],
    csms: [csm('ana', { capacityHours })],
    policy: { capacity: { mode, hardMax: 1.25 } },
  });

  it('is hardMax × capacity where overload is priced', () => {
    // 30 hours; 1.25 × 24 = 30, 1.25 × 22 = 27.5
    expect(broken('ceiling', company('priced', 24), { a: 'ana', b: 'ana', c: 'ana' })).toEqual([]);
    expect(broken('ceiling', company('priced', 22), { a: 'ana', b: 'ana', c: 'ana' })).toEqual([
      ['over-ceiling', 'ana', 30, 27.5],
    ]);
  });

  it('is capacity where it is hard', () => {
    expect(broken('ceiling', company('hard', 30), { a: 'ana', b: 'ana', c: 'ana' })).toEqual([]);
    expect(broken('ceiling', company('hard', 29.99), { a: 'ana', b: 'ana', c: 'ana' })).toEqual([
      ['over-ceiling', 'ana', 30, 29.99],
    ]);
  });

  it('yields to the locked load, and to that only', () => {
    // locked a and b: 20 hours, of 10 × 1.25 = 12.5
    expect(broken('ceiling', company('priced', 10), { a: 'ana', b: 'ana', c: null })).toEqual([]);
    expect(broken('ceiling', company('priced', 10), { a: 'ana', b: 'ana', c: 'ana' })).toEqual([
      ['over-ceiling', 'ana', 30, 20],
    ]);
    expect(csmFigures(company('priced', 10), { a: 'ana', b: 'ana', c: null }, 'ana')).toMatchObject({
      ceilingHours: 20,
    });
  });

  it('yields to pins, at hours with the skill factors of the CSM', () => {
    const pinned = {
      accounts: [account('a', { csmId: 'ben', products: ['vault'] }), account('b')],
      csms: [csm('ana', { capacityHours: 5, skills: ['vault'] }), csm('ben')],
      policy: {
        pins: [{ accountId: 'a', csmId: 'ana' }],
        hours: { skillFactors: [{ skill: 'vault', factor: 1.25 }] },
      },
    };
    expect(csmFigures(pinned, { a: 'ana', b: null }, 'ana')).toMatchObject({
      hours: 12.5,
      ceilingHours: 12.5,
    });
    expect(broken('ceiling', pinned, { a: 'ana', b: null })).toEqual([]);
    expect(broken('ceiling', pinned, { a: 'ana', b: 'ana' })).toEqual([['over-ceiling', 'ana', 22.5, 12.5]]);
  });
});
