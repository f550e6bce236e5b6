import { account, csm, input, type PlainCompany } from '../testing/company.js';
import { frameOf } from './frame.js';
import { unitsOf } from './units.js';

const together = { families: 'together-same-coverage' as const };

/** The units as ids: members joined by +, then the anchor. */
function units(company: PlainCompany): string[] {
  const planning = input({ policy: together, ...company });
  const frame = frameOf(planning);
  return unitsOf(frame, planning.company.accounts).units.map(({ members, anchor }) => {
    const ids = members.map((i) => frame.accounts[i]!.accountId).join('+');
    return `${ids}@${anchor < 0 ? '-' : frame.csms[anchor]!.csmId}`;
  });
}

const ana = csm('ana');
const ben = csm('ben');

describe('units', () => {
  it('join the active accounts of one ultimate parent, through churned and unknown ones', () => {
    const accounts = [
      account('top'),
      account('mid', { parentId: 'top', status: 'churned' }),
      account('leaf', { parentId: 'mid' }),
      account('x', { parentId: 'not-in-the-file' }),
      account('y', { parentId: 'not-in-the-file' }),
      account('z'),
    ];
    expect(units({ accounts, csms: [ana] })).toEqual(['top+leaf@-', 'x+y@-', 'z@-']);
    expect(units({ accounts, csms: [ana], policy: {} })).toEqual(['top@-', 'leaf@-', 'x@-', 'y@-', 'z@-']);
  });

  it('keep coverages, or tiers, apart', () => {
    const accounts = [
      account('a'),
      account('b', { parentId: 'a', tier: 'T2' }),
      account('c', { parentId: 'a', tier: 'P' }),
      account('d', { parentId: 'a', tier: 'P' }),
    ];
    const csms = [ana, csm('pool', { pool: true })];
    expect(units({ accounts, csms })).toEqual(['a+b@-', 'c+d@-']);
    expect(units({ accounts, csms, policy: { families: 'together-same-tier' } })).toEqual([
      'a@-',
      'b@-',
      'c+d@-',
    ]);
  });

  it('are anchored at the present CSM of the largest account, then of the lower id, if eligible for all', () => {
    const family = (facts: object, csms = [ana, ben]) =>
      units({
        accounts: [account('b', { csmId: 'ben' }), account('a', { csmId: 'ana', parentId: 'b', ...facts })],
        csms,
        policy: { ...together, eligibility: { tier: 'hard' } },
      });
    expect(family({ arr: 101 })).toEqual(['b+a@ana']);
    expect(family({ arr: 99 })).toEqual(['b+a@ben']);
    expect(family({})).toEqual(['b+a@ana']); // equal ARR: a < b
    expect(family({ tier: 'T2' }, [csm('ana', { tiers: ['T2'] }), ben])).toEqual(['b+a@-']); // ana is not eligible for b
    expect(family({ csmId: undefined })).toEqual(['b+a@-']);
    expect(family({ csmId: 'left-long-ago' })).toEqual(['b+a@-']);
    expect(family({}, [csm('ana', { capacityHours: 0 }), ben])).toEqual(['b+a@-']);
  });

  it('are planned one by one where nobody is eligible for all, or rivals are among them', () => {
    const csms = [
      csm('ana', { regions: ['EMEA'] }),
      csm('ben', { regions: ['AMER'] }),
      csm('cy', { capacityHours: 0 }),
    ];
    const accounts = [
      account('a', { region: 'EMEA', csmId: 'ana' }),
      account('b', { region: 'AMER', parentId: 'a' }),
    ];
    const planning = input({ accounts, csms, policy: { ...together, eligibility: { region: 'hard' } } });
    const { units: found, splitFamilies } = unitsOf(frameOf(planning), accounts);
    expect(found.map(({ members }) => members)).toEqual([[0], [1]]);
    expect(splitFamilies).toEqual([
      { ultimateParentId: 'a', accountIds: ['a', 'b'], reason: 'no-csm-eligible-for-all' },
    ]);

    const rivals = [
      account('a', { conflictGroup: 'soda' }),
      account('b', { parentId: 'a', conflictGroup: 'soda' }),
    ];
    expect(units({ accounts: rivals, csms: [ana] })).toEqual(['a@-', 'b@-']);
    const listed = [account('a'), account('b', { parentId: 'a' })];
    expect(
      units({ accounts: listed, csms: [ana], policy: { ...together, conflicts: [['b', 'a']] } }),
    ).toEqual(['a@-', 'b@-']);
  });

  it('look for somebody eligible for all among more than 32 CSMs', () => {
    const csms = Array.from({ length: 70 }, (_, j) =>
      csm(`c${j}`, { languages: j === 65 ? ['de', 'fr'] : [j < 35 ? 'de' : 'fr'] }),
    );
    const accounts = [account('a', { language: 'de' }), account('b', { language: 'fr', parentId: 'a' })];
    const policy = { ...together, eligibility: { language: 'hard' as const } };
    expect(units({ accounts, csms, policy })).toEqual(['a+b@-']);
    expect(units({ accounts, csms: csms.filter((_, j) => j !== 65), policy })).toEqual(['a@-', 'b@-']);
  });

  it('refuse parents that run in a circle', () => {
    const accounts = [account('a', { parentId: 'b' }), account('b', { parentId: 'a' })];
    expect(() => units({ accounts, csms: [ana] })).toThrow('lead back to it');
  });
});
