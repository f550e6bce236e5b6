import type { AccountId, CsmId, Rng } from '@bailiwick/kernel';
import { account, ae, csm, type PlainCompany } from './company.js';
import { everythingOn } from './everything-on.js';

const languages = ['en', 'de', 'fr'];
const regions = ['EMEA', 'AMER'];
const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];
const day = (n: number): string => new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);

/** A company of the given size under a policy with every term and constraint switched on. */
export function randomCompany(rng: Rng, accounts: number, csms: number, aes: number) {
  const pick = <T>(list: readonly T[]): T => list[rng.int(list.length)]!;
  const maybe = <T>(share: number, value: T): T | undefined => (rng.next() < share ? value : undefined);
  const csmId = (): string => (rng.next() < 0.03 ? 'left-long-ago' : `c${rng.int(csms)}`);
  return {
    accounts: Array.from({ length: accounts }, (_, i) =>
      account(`a${i}`, {
        tier: pick(['T1', 'T2', 'P']),
        arr: rng.int(1000),
        region: maybe(0.9, pick(regions)),
        country: maybe(0.5, pick(['FR', 'US'])),
        language: maybe(0.5, pick(languages)),
        timezone: pick(zones),
        industry: maybe(0.5, pick(['retail', 'bank'])),
        requiredSkills: maybe(0.1, ['retail']) ?? [],
        conflictGroup: maybe(0.05, `g${rng.int(Math.ceil(accounts / 50))}`),
        parentId: i > 0 ? maybe(0.2, `a${rng.int(i)}`) : undefined,
        aeId: maybe(0.9, `ae${rng.int(aes)}`),
        csmId: maybe(0.9, csmId()),
        csmSince: maybe(0.8, day(rng.int(365))),
        renewalDate: maybe(0.8, day(300 + rng.int(365))),
        healthScore: maybe(0.8, rng.int(100)),
        strategic: rng.next() < 0.05,
        status: rng.next() < 0.05 ? 'churned' : 'active',
      }),
    ),
    csms: Array.from({ length: csms }, (_, j) =>
      csm(`c${j}`, {
        regions: maybe(0.8, [pick(regions)]) ?? [],
        languages: maybe(0.7, ['en', pick(languages)]) ?? [],
        skills: maybe(0.5, ['retail']) ?? [],
        timezone: pick(zones),
        seniority: 1 + rng.int(5),
        capacityHours: rng.next() < 0.05 ? 0 : Math.ceil((8 * accounts) / csms),
        maxAccounts: maybe(0.5, Math.ceil((2 * accounts) / csms)),
        pool: j % 4 === 0,
      }),
    ),
    aes: Array.from({ length: aes }, (_, a) => ae(`ae${a}`, maybe(0.8, `v${a % 3}`))),
    policy: { ...everythingOn.policy, pins: [{ accountId: 'a1', csmId: 'c1' }], conflicts: [['a2', 'a3']] },
  } satisfies PlainCompany;
}

/** Most accounts where they are, the rest anywhere. */
export function randomPlan(rng: Rng, company: PlainCompany): Map<AccountId, CsmId | null> {
  const known = new Set(company.csms.map((j) => j.csmId));
  const active = company.accounts.filter((a) => a.status === 'active');
  return new Map(
    active.map(({ accountId, csmId }) => {
      if (rng.next() < 0.1) return [accountId, null];
      const stays = csmId !== undefined && known.has(csmId) && rng.next() < 0.5;
      return [accountId, stays ? csmId : company.csms[rng.int(company.csms.length)]!.csmId];
    }),
  );
}
