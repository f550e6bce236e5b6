import { type Rng, seededRng } from '@bailiwick/kernel';
import { familyArrOf, type FamilyMember } from './family-arr.js';
import { FamilyTotals } from './family-totals.js';

const IDS = Array.from({ length: 24 }, (_, i) => `a${i}`);

/** An account anew; some hang on themselves, in circles, on churned ones, or on somebody who is not there. */
function randomMember(accountId: string, rng: Rng): FamilyMember {
  const parent = rng.int(3) === 0 ? undefined : `a${rng.int(IDS.length + 4)}`;
  return {
    accountId,
    arr: rng.int(1_000),
    ...(parent === undefined ? {} : { parentId: parent }),
    status: rng.int(4) === 0 ? 'churned' : 'active',
  };
}

const partOf = ({ accountId, parentId, arr, status }: FamilyMember) => {
  return { accountId, parentId, arr: status === 'active' ? arr : 0 };
};

it.each([1, 2, 3, 4, 5])('totals kept up are those from scratch (random families, seed %i)', (seed) => {
  const rng = seededRng(seed);
  const members = new Map<string, FamilyMember>();
  const totals = new FamilyTotals();
  for (let n = 0; n < 300; n++) {
    const before = familyArrOf([...members.values()]);
    const member = randomMember(IDS[rng.int(IDS.length)]!, rng);
    members.set(member.accountId, member);
    const concerned = new Set(totals.change(partOf(member)));
    const after = familyArrOf([...members.values()]);
    for (const id of members.keys()) {
      expect(totals.arrOf(id)).toBe(after.get(id));
      if (before.get(id) !== after.get(id) && before.has(id)) expect(concerned).toContain(id);
    }
  }
  const loaded = new FamilyTotals();
  for (const member of members.values()) loaded.add(partOf(member));
  expect(IDS.map((id) => loaded.arrOf(id))).toEqual(IDS.map((id) => totals.arrOf(id)));
});

it('a change of nothing concerns nobody', () => {
  const totals = new FamilyTotals();
  const part = { accountId: 'a', parentId: 'p', arr: 5 };
  expect(new Set(totals.change(part))).toEqual(new Set(['a', 'p']));
  expect(totals.change(part)).toEqual([]);
});
