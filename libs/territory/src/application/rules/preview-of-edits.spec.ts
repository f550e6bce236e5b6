import type { AccountRecord, FactValue } from '@bailiwick/contracts';
import { seededRng } from '@bailiwick/kernel';
import { type CheckedRuleSet, explainAccount, lintRuleSet } from '@bailiwick/tiering';
import { RandomCheckedRules } from '../../../../tiering/test-support/random-checked-rules.js';
import { anna, approved, olga, rulesOn } from '../../../test-support/rules-on-world.js';
import { account, at, csm, type Sent, World } from '../../../test-support/world.js';
import { companyNow } from '../../domain/process/company-view.js';
import { overrideOf } from '../../domain/process/tier-rules.js';
import { TierOverrides } from './tier-overrides.js';

const ACCOUNTS = 60;
const SEEDS = [1, 2, 3, 4, 5, 6];

type Values = Readonly<Record<string, FactValue>>;

/** What an event says of facts; a contract that begins at random could end before. */
function dataOf({
  familyArr: _derived,
  startDate: _day,
  'attributes.partner': partner,
  ...facts
}: Values): Values {
  const present = Object.entries(facts).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(present), attributes: partner === null ? {} : { partner } } as never;
}

/** A company decided by random rules, some of whose accounts have changed since, or have a tier by hand. */
async function company(seed: number) {
  const rng = seededRng(seed);
  const random = new RandomCheckedRules(rng);
  const names = ['arr', 'complexity', 'healthScore', 'strategic', 'segment', 'stage', 'potential', 'arrBand'];
  const inForce = random.ruleSet(5, names);
  const w = new World(undefined, inForce);
  await w.send(
    ['csm.joined', csm('C1', { capacityHours: 100_000 }), at(0)],
    ...Array.from({ length: ACCOUNTS }, (_, i): Sent => {
      return ['account.new', account(`A${i}`, dataOf(random.values())), at(1, i % 20)];
    }),
  );
  await w.react();
  const changed = Array.from({ length: ACCOUNTS / 3 }, () => rng.int(ACCOUNTS));
  await w.send(
    ...changed.map((i, n): Sent => {
      const { arr, healthScore } = random.values();
      return n % 2 === 0
        ? ['account.expanded', { accountId: `A${i}`, arr: arr as number }, at(5)]
        : ['account.health-scored', { accountId: `A${i}`, healthScore: healthScore ?? 50 }, at(5)];
    }),
  );
  await w.react();
  w.clock.ms = w.process.state!.time;
  return { w, random, names, inForce, rules: rulesOn(w) };
}

type Company = Awaited<ReturnType<typeof company>>;

/** A random edit that lint lets pass. */
function edited({ random, names, inForce }: Company): CheckedRuleSet {
  for (;;) {
    const { ruleSet } = lintRuleSet(JSON.stringify(random.edited(inForce, names)));
    if (ruleSet) return ruleSet;
  }
}

async function decideByHand({ w, rules }: Company): Promise<void> {
  const overrides = new TierOverrides({
    store: w.store,
    ids: w.ids,
    ruleSets: rules,
    now: () => Promise.resolve(w.clock.ms),
    activeAmong: (ids) => Promise.resolve(new Set(ids)),
    settled: () => w.react(),
  });
  const wish = (accountId: string) => ({ accountId, tier: 'high', reason: 'asked for', expiresAt: at(90) });
  await overrides.set([wish('A3'), wish('A7'), wish('A11')] as never, olga);
}

function tiersOf(w: World): Map<string, string | undefined> {
  const { accounts } = companyNow(w.process.state!);
  return new Map(accounts.map(({ accountId, tier }) => [accountId, tier]));
}

/**
 * The tier of one account after an activation, from scratch: both rule sets asked by json-rules-engine, stability by
 * hand. What the rules in force would have changed too waits for its confirmation; nothing else waits.
 */
async function fromScratch(
  { w, inForce }: Company,
  next: CheckedRuleSet,
  one: AccountRecord,
): Promise<string | undefined> {
  const state = w.process.state!;
  const override = overrideOf(state, one.accountId);
  if (override) return override.tier;
  const options = { mode: 'service' as const, familyArr: () => undefined, previousTierOf: () => one.tier };
  const [before, after] = await Promise.all([
    explainAccount(inForce, one, options),
    explainAccount(next, one, options),
  ]);
  const { decision } = after;
  if (decision?.cause === 'bypass') return decision.tier;
  if (decision?.cause !== 'changed') return one.tier;
  const same = before.decision?.tier === decision.tier && before.decision.rawTier === decision.rawTier;
  return same ? one.tier : decision.rawTier;
}

describe('the preview of random edits on the book of a service', () => {
  let [changed, kept] = [0, 0];

  it.each(SEEDS)(
    'is for every account what deciding it from scratch gives, and what its activation does (seed %i)',
    async (seed) => {
      const made = await company(seed);
      const { w, rules } = made;
      await decideByHand(made);
      const next = edited(made);
      const before = tiersOf(w);
      const accounts = companyNow(w.process.state!).accounts;
      const scratch = new Map<string, string | undefined>();
      for (const one of accounts) scratch.set(one.accountId, await fromScratch(made, next, one));

      const impact = await rules.impact(next);
      const previewed = new Map(before);
      for (const { accountId, from, to } of impact.changes) {
        expect(from).toBe(before.get(accountId));
        previewed.set(accountId, to);
      }
      expect([...previewed]).toEqual([...scratch]);
      const cells = impact.matrix.map(({ from, to, accounts: n }) => [`${from} ${to}`, n] as const);
      const counted = new Map<string, number>();
      for (const [id, to] of scratch) {
        const key = `${before.get(id)} ${to}`;
        counted.set(key, (counted.get(key) ?? 0) + 1);
      }
      expect(new Map(cells)).toEqual(counted);

      await rules.activate(await approved(rules, next), {}, anna);
      expect([...tiersOf(w)]).toEqual([...scratch]);
      changed += impact.changed;
      kept += accounts.length - impact.changed;
    },
  );

  it('had both to change and to keep', () => {
    expect(changed).toBeGreaterThan(30);
    expect(kept).toBeGreaterThan(100);
  });
});
