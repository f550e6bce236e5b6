import type { EventStore } from '@bailiwick/event-store';
import { Lifecycle, jsonLocator } from '@bailiwick/lifecycle';
import { Portfolio } from '@bailiwick/portfolio';
import { Any } from '@bailiwick/event-store';
import type { Instant } from '@bailiwick/contracts';
import { countingIds, memoryStore, OPS, StandingClock } from '../../../../../test/support/memory-store.js';
import { cloudEvent, day } from '../../../../../test/support/random-events.js';
import { AccountHistory, AccountHistoryHandler } from './account-history.js';
import { checkedFamilyRules } from '../../../../../libs/territory/test-support/family-rules.js';
import { AccountOwner, AccountOwnerHandler, type OwnerView } from './account-owner.js';
import { CsmBook, CsmBookHandler } from './csm-book.js';
import { ExplainTier, ExplainTierHandler } from './explain-tier.js';
import { builtIn } from './in-force.js';
import { ListPairsHandler } from './list-pairs.js';

const at = (n: number): Instant => day(n) as Instant;

describe('reads over several rooms', () => {
  let store: EventStore;
  let clock: StandingClock;
  let ids = 0;

  beforeEach(() => {
    clock = new StandingClock(Date.parse(day(20)));
    store = memoryStore(clock);
  });

  async function tell(type: string, data: Record<string, unknown>, time = day(0)): Promise<void> {
    const lifecycle = new Lifecycle({ store, ids: countingIds('event'), locator: jsonLocator });
    await lifecycle.ingestBatch([cloudEvent(type, data, { id: `in-${++ids}`, time })], OPS);
  }

  /** A decision of our own, as the process managers record it. */
  async function decide(type: string, data: Record<string, unknown>): Promise<void> {
    const actor = { id: 'system:placement', role: 'admin' } as const;
    const meta = { actor, correlationId: 'c', causationId: 'c' };
    const event = { id: `own-${++ids}`, type, v: 1, data: { accountId: 'a1', ...data }, meta };
    await store.append('account-a1', Any, [event], { idempotencyKey: event.id });
  }

  const assign = (to: string | null, effectiveAt: string, ownershipVersion: number, acting?: string) =>
    decide('AccountAssigned', {
      from: null,
      to,
      acting: acting ?? null,
      aeId: null,
      tier: null,
      reason: { code: 'manual', text: '' },
      effectiveAt,
      causedBy: null,
      ownershipVersion,
    });

  const tierTo = (to: string, effectiveAt: string) =>
    decide('AccountTiered', {
      from: null,
      to,
      raw: to,
      ruleSetVersion: 3,
      ruleId: 'r1',
      reason: 'because',
      effectiveAt,
      causedBy: null,
    });

  describe('the owner of an account', () => {
    const owner = (when?: Instant, asKnownAt?: Instant): Promise<OwnerView> =>
      new AccountOwnerHandler(store, clock).execute(new AccountOwner('a1', when, asKnownAt));

    it('is whoever was assigned last in business time among what was known', async () => {
      await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 1 });
      await assign('c1', at(5), 1);
      clock.ms = Date.parse(day(21));
      await assign('c2', at(3), 2);
      await assign('c3', at(10), 3, 'c9');
      expect(await owner()).toEqual({
        accountId: 'a1',
        owner: { csmId: 'c3' },
        acting: { csmId: 'c9' },
        since: at(10).slice(0, 10),
        ownershipVersion: 3,
        at: at(21),
        asKnownAt: at(21),
      });
      expect(await owner(at(4))).toMatchObject({ owner: { csmId: 'c2' }, acting: null, at: at(4) });
      expect(await owner(at(4), at(20))).toMatchObject({ owner: null, since: null, ownershipVersion: 0 });
      expect(await owner(at(11), at(20))).toMatchObject({ owner: { csmId: 'c1' }, asKnownAt: at(20) });
    });

    it('is nobody before the account is there, and a fault for an account that was not known', async () => {
      clock.ms = Date.parse(day(20));
      await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 1, csmId: 'c1' }, day(3));
      expect(await owner(at(2))).toMatchObject({ owner: null, since: null });
      expect(await owner(at(3))).toMatchObject({ owner: { csmId: 'c1' }, since: null });
      await expect(owner(at(3), at(19))).rejects.toMatchObject({ code: 'not-found' });
    });

    it('says for which moment it holds when an event is dated later than now', async () => {
      await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 1, csmId: 'c1' }, day(40));
      const now = await owner();
      expect(now).toMatchObject({ owner: { csmId: 'c1' }, at: at(40) });
      expect(await owner(now.at)).toMatchObject({ owner: now.owner });
    });

    it('changes in the future only in the future', async () => {
      await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 1, csmId: 'c1' });
      await assign('c2', at(30), 1);
      expect(await owner()).toMatchObject({ owner: { csmId: 'c1' } });
      expect(await owner(at(30))).toMatchObject({ owner: { csmId: 'c2' } });
    });
  });

  it('gives the history in whole commits, decisions among events', async () => {
    await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 1 }, day(1));
    await tell('account.expanded', { accountId: 'a1', arrDelta: 1, effectiveAt: day(9) }, day(2));
    await assign('c1', at(5), 1);
    const history = new AccountHistoryHandler(store);
    const { items, next } = await history.execute(new AccountHistory('a1', 0, 2));
    expect(items.map(({ type, effectiveAt, time }) => [type, effectiveAt, time])).toEqual([
      ['AccountNew', at(1), at(1)],
      ['AccountExpanded', at(9), at(2)],
    ]);
    const rest = await history.execute(new AccountHistory('a1', Number(next), 2));
    expect(rest).toMatchObject({
      items: [{ position: 3, version: 3, type: 'AccountAssigned', effectiveAt: at(5), data: { to: 'c1' } }],
      next: null,
    });
    expect(rest.items[0]).toMatchObject({ actor: { id: 'system:placement' }, recordedAt: at(20) });
    expect(rest.items[0]).not.toHaveProperty('source');
  });

  it('explains a tier beside the last decision about it', async () => {
    await tell('account.new', { accountId: 'a1', name: 'Acme', arr: 300_000 });
    await tierTo('tech', at(2));
    await tierTo('low', at(3));
    const explain = new ExplainTierHandler(store, new Portfolio(store), builtIn());
    expect(await explain.execute(new ExplainTier('a1'))).toMatchObject({
      tier: 'low',
      decided: { position: 3, effectiveAt: at(3), ruleSetVersion: 3, by: { id: 'system:placement' } },
      decision: { tier: 'high', previousTier: 'low' },
      text: expect.stringContaining('Account a1: tier high (before: low)') as unknown,
    });
    await tell('account.new', { accountId: 'a2', name: 'Bolt', arr: 1 });
    expect(await explain.execute(new ExplainTier('a2'))).toMatchObject({ tier: null, decided: null });
    const family = Object.assign(builtIn(), {
      ruleSet: () => Promise.resolve(checkedFamilyRules()),
      familyArrOf: () => Promise.resolve(400_000),
    });
    const member = new ExplainTierHandler(store, new Portfolio(store), family);
    expect(await member.execute(new ExplainTier('a2'))).toMatchObject({
      decision: { tier: 'high', ruleId: 'large-family', facts: { familyArr: 400_000 } },
    });
  });

  it('adds up books and pairs of active accounts in one currency', async () => {
    await tell('csm.joined', { csmId: 'c1', name: 'Ana', capacityHours: 120 });
    const accounts = [
      { accountId: 'a1', arr: 10.4, aeId: 'e1', csmId: 'c1', tier: 'high', stage: 'onboarding' },
      { accountId: 'a2', arr: 20, aeId: 'e1', csmId: 'c1', tier: 'low' },
      { accountId: 'a3', arr: 30, csmId: 'c1' },
      { accountId: 'a4', arr: 40, aeId: 'e1', csmId: 'c2' },
      { accountId: 'a5', arr: 50, aeId: 'e1', csmId: 'c1' },
    ];
    for (const account of accounts) await tell('account.new', { name: 'x', currency: 'EUR', ...account });
    await tell('account.churned', { accountId: 'a5' }, day(1));
    const portfolio = new Portfolio(store);
    const book = await new CsmBookHandler(portfolio, builtIn()).execute(new CsmBook('c1'));
    expect(book.accounts.map(({ accountId, hours }) => [accountId, hours])).toEqual([
      ['a1', 9],
      ['a2', 2.4],
      ['a3', null],
    ]);
    expect(book).toMatchObject({
      currency: 'EUR',
      totals: { accounts: 3, arr: 60, hours: 11.4, capacityHours: 120, pairs: 1 },
    });
    const pairs = new ListPairsHandler(portfolio, builtIn());
    expect(await pairs.execute()).toEqual([
      { aeId: 'e1', csmId: 'c1', accounts: 2, arr: 30, currency: 'EUR' },
      { aeId: 'e1', csmId: 'c2', accounts: 1, arr: 40, currency: 'EUR' },
    ]);
    await tell('account.new', { accountId: 'a6', name: 'x', arr: 1, currency: 'USD' });
    await expect(pairs.execute()).rejects.toMatchObject({ problems: [{ code: 'no-exchange-rate' }] });
  });
});
