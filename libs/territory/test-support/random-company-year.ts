import { type Rng, seededRng } from '@bailiwick/kernel';
import { at, type Sent } from './world.js';

const REGIONS = ['EMEA', 'AMER'];
const STAGES = ['onboarding', 'adoption', 'value', 'renewal', 'at-risk'];

/** About a year of a small company's events, in order of arrival: some late, some taken back, some for later. */
export function randomCompanyYear(seed: number, accounts = 14, days = 360): Sent[] {
  const rng = seededRng(seed);
  const events: { readonly arrives: number; readonly event: Sent }[] = [];
  const add = (day: number, type: string, data: Record<string, unknown>, late = 0): void => {
    const hour = rng.int(24);
    events.push({ arrives: day + late + hour / 24, event: [type, data, at(day, hour)] });
  };
  const csms = ['c0', 'c1', 'c2', 'c3', 'p0'];
  csms.forEach((csmId, i) => add(i === 3 ? 40 : 0, 'csm.joined', newCsm(csmId, i, rng)));
  for (const aeId of ['e0', 'e1', 'e2'])
    add(0, 'ae.joined', { aeId, name: aeId, region: 'EMEA', avpId: 'v' });
  for (let i = 0; i < accounts; i++) {
    const from = i < accounts / 2 ? 1 : 1 + rng.int(days / 2);
    add(from, 'account.new', newAccount(`a${i}`, i, rng), rng.int(8) === 0 ? 3 : 0);
    for (let n = rng.int(9); n > 0; n--) change(`a${i}`, from + 1 + rng.int(days - from - 1), rng, add);
  }
  add(150, 'csm.departed', { csmId: 'c1', lastDay: at(170).slice(0, 10) });
  add(60, 'csm.leave-scheduled', {
    csmId: 'c0',
    from: at(80).slice(0, 10),
    to: at(95).slice(0, 10),
    coverCsmId: 'c2',
  });
  add(100, 'ae.patch-transferred', { fromAeId: 'e0', toAeId: 'e1', effectiveAt: at(110) });
  add(200, 'csm.updated', { csmId: 'c2', skills: ['sap'], effectiveAt: at(215) });
  return events.sort((a, b) => a.arrives - b.arrives).map(({ event }) => event);
}

function newCsm(csmId: string, i: number, rng: Rng): Record<string, unknown> {
  const pool = csmId.startsWith('p');
  return {
    csmId,
    name: csmId,
    regions: pool ? [] : [REGIONS[i % 2]],
    skills: i === 0 ? ['sap'] : [],
    capacityHours: pool ? 400 : 12 + rng.int(30),
    ...(pool ? { pool } : {}),
    ...(rng.int(3) === 0 ? { rampMonths: 3, startDate: '2026-01-01' } : {}),
  };
}

function newAccount(accountId: string, i: number, rng: Rng): Record<string, unknown> {
  return {
    accountId,
    name: accountId,
    arr: arrOf(rng),
    region: REGIONS[rng.int(2)],
    aeId: `e${rng.int(3)}`,
    ...(rng.int(2) === 0 ? { csmId: `c${rng.int(4)}` } : {}),
    ...(rng.int(6) === 0 ? { requiredSkills: ['sap'] } : {}),
    ...(i > 3 && rng.int(4) === 0 ? { parentId: `a${rng.int(i)}` } : {}),
    ...(rng.int(4) === 0 ? { tier: ['high', 'low', 'tech'][rng.int(3)] } : {}),
    complexity: 1 + rng.int(5),
  };
}

const arrOf = (rng: Rng): number => [20, 45, 52, 90, 130, 240, 260, 400][rng.int(8)]! * 1_000;

type Add = (day: number, type: string, data: Record<string, unknown>, late?: number) => void;

function change(accountId: string, day: number, rng: Rng, add: Add): void {
  const late = rng.int(6) === 0 ? rng.int(20) : 0;
  const later = rng.int(6) === 0 ? { effectiveAt: at(day + 1 + rng.int(15)) } : {};
  switch (rng.int(9)) {
    case 0:
      return add(day, 'account.churned', { accountId }, late);
    case 1:
      return add(day, 'account.reactivated', { accountId, arr: arrOf(rng) }, late);
    case 2:
      return add(
        day,
        'account.owner-changed',
        { accountId, csmId: rng.int(4) === 0 ? null : `c${rng.int(4)}`, ...later },
        late,
      );
    case 3:
      return add(
        day,
        'account.updated',
        { accountId, strategic: rng.int(2) === 0, stage: STAGES[rng.int(5)], ...later },
        late,
      );
    case 4:
      return add(day, 'account.health-scored', { accountId, healthScore: rng.int(101) }, late);
    default:
      return add(
        day,
        rng.int(2) ? 'account.expanded' : 'account.contracted',
        { accountId, arr: arrOf(rng), ...later },
        late,
      );
  }
}
