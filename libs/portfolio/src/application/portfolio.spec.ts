import { streamOf, type AccountRecord, type Company, type IncomingEvent } from '@bailiwick/contracts';
import { Any, startedBy, type EventStore } from '@bailiwick/event-store';
import type { AccountId, IsoDate } from '@bailiwick/kernel';
import {
  foldAccount,
  jsonLocator,
  Lifecycle,
  liveEvents,
  readHistory,
  recordOf,
  withTransfers,
  type AccountState,
} from '@bailiwick/lifecycle';
import fc from 'fast-check';
import { countingIds, memoryStore, OPS, StandingClock } from '../../../../test/support/memory-store.js';
import { cloudEvent, day, incoming, someEvents } from '../../../../test/support/random-events.js';
import { Book, type BookCommit } from '../domain/book.js';
import { decodeBook, encodeBook } from './book-snapshot.js';
import { Portfolio } from './portfolio.js';

const ACCOUNTS = ['a0', 'a1', 'a2'];
const AES = ['e0', 'e1', 'e2'];

/** The company with all of its accounts. */
async function companyOn(portfolio: Portfolio, asOf: string): Promise<Company> {
  const { accounts, csms, aes, release } = await portfolio.companyInPieces(asOf as IsoDate, async () => {});
  const records: AccountRecord[] = [];
  for await (const piece of accounts()) records.push(...piece);
  release();
  return { accounts: records, csms, ...(aes && { aes }) };
}

interface World {
  readonly store: EventStore;
  readonly clock: StandingClock;
  ingest(...events: object[]): Promise<void>;
  /** A decision of our own: the account goes to a CSM, or to nobody. */
  assign(accountId: string, to: string | null, effectiveAt: string, ownershipVersion: number): Promise<void>;
}

function world(): World {
  const clock = new StandingClock(Date.parse(day(6)));
  const store = memoryStore(clock);
  const ids = countingIds();
  const lifecycle = new Lifecycle({ store, ids, locator: jsonLocator });
  return {
    store,
    clock,
    async ingest(...events) {
      const lines = events.map((event) => JSON.stringify({ specversion: '1.0', ...event })).join('\n');
      const chunks = (async function* () {
        yield new TextEncoder().encode(lines);
      })();
      for await (const result of lifecycle.ingestStream(chunks, OPS))
        if (result.status === 'invalid') expect(result.problems[0]!.code).toMatch(/retraction/);
    },
    async assign(accountId, to, effectiveAt, ownershipVersion) {
      const id = ids.next();
      const data = {
        accountId,
        from: null,
        to,
        acting: null,
        aeId: null,
        tier: null,
        reason: { code: 'manual', text: '' },
        effectiveAt,
        causedBy: null,
        ownershipVersion,
      };
      const event = { id, type: 'AccountAssigned', v: 1, data, meta: startedBy(OPS, id) };
      await store.append(streamOf('account', accountId), Any, [event], { idempotencyKey: id });
    },
  };
}

/** What the contract says, straight from the streams: no rows, no short cuts. */
async function reference(store: EventStore, at?: number): Promise<AccountState[]> {
  const { recordedAt } = await store.head();
  const filter = at === undefined ? { deferredUpTo: recordedAt } : { at };
  const transfers = [];
  for (const id of AES) {
    const live = liveEvents(await readHistory(store, streamOf('ae', id)), filter);
    transfers.push(...live.filter(({ type }) => type === 'AePatchTransferred'));
  }
  const states: AccountState[] = [];
  for (const id of ACCOUNTS) {
    const live = liveEvents(await readHistory(store, streamOf('account', id)), filter);
    states.push(foldAccount(id as AccountId, withTransfers(live, transfers)));
  }
  return states.filter(({ known }) => known);
}

const byId = (a: AccountState, b: AccountState): number => (a.accountId < b.accountId ? -1 : 1);
const statesOf = async (portfolio: Portfolio, at?: number): Promise<AccountState[]> =>
  (await portfolio.accounts(at === undefined ? {} : { at })).sort(byId);

/** Steps of a life: events come in, decisions are taken, time passes, somebody looks, a snapshot is saved. */
type Step = { readonly event: IncomingEvent } | { readonly act: number };
const life: fc.Arbitrary<Step[]> = fc
  .tuple(someEvents, fc.array(fc.nat(99), { minLength: 25, maxLength: 25 }))
  .map(([events, acts]) =>
    events.flatMap((event, i): Step[] => (acts[i]! < 60 ? [{ event }, { act: acts[i]! }] : [{ event }])),
  );

async function live(
  steps: readonly Step[],
  { store, clock, ingest, assign }: World,
  portfolio: Portfolio,
): Promise<void> {
  let ownershipVersion = 0;
  for (const step of steps) {
    if ('event' in step) await ingest(step.event);
    else if (step.act < 15) clock.ms += 86_400_000;
    else if (step.act < 35)
      await assign(
        ACCOUNTS[step.act % 3]!,
        step.act % 4 === 0 ? null : `d${step.act % 3}`,
        day(step.act % 6),
        ++ownershipVersion,
      );
    else if (step.act < 50) await portfolio.catchUp();
    else await portfolio.save();
  }
  expect((await store.head()).position).toBeGreaterThan(0);
}

describe('the book of business (property)', () => {
  it('kept up to date, rebuilt from the log, and continued from a snapshot equals the fold of each stream', async () => {
    await fc.assert(
      fc.asyncProperty(life, async (steps) => {
        const w = world();
        const kept = new Portfolio(w.store, { snapshotEvery: 0 });
        await live(steps, w, kept);
        const expected = await reference(w.store);
        const fromSnapshot = new Portfolio(w.store, { snapshotEvery: 0 });
        const continued = await statesOf(fromSnapshot);
        await w.store.snapshots.purge();
        expect(await statesOf(kept)).toEqual(expected);
        expect(continued).toEqual(expected);
        expect(await statesOf(new Portfolio(w.store))).toEqual(expected);
      }),
      { numRuns: 80 },
    );
  });

  it('as of any moment equals the fold of what had taken effect by then', async () => {
    await fc.assert(
      fc.asyncProperty(life, fc.integer({ min: -1, max: 12 }), async (steps, n) => {
        const w = world();
        const portfolio = new Portfolio(w.store);
        await live(steps, w, portfolio);
        const at = Date.parse(day(n));
        expect(await statesOf(portfolio, at)).toEqual(await reference(w.store, at));
      }),
      { numRuns: 60 },
    );
  });
});

const created = (id: string, more: object = {}): object =>
  cloudEvent(
    'account.new',
    { accountId: id, name: `Account ${id}`, arr: 100.4, ...more },
    { id: `new ${id}` },
  );

describe('the book of business', () => {
  it('gives planning a company: whole ARR, survivors of merges, churned accounts, people who are there', async () => {
    const { store, ingest } = world();
    await ingest(
      created('a1', { parentId: 'gone', csmId: 'c1', aeId: 'e1', attributes: { reputation: 5 } }),
      created('gone'),
      created('a3'),
      cloudEvent('account.merged', { accountId: 'gone', intoAccountId: 'a3' }, { id: 'm', time: day(1) }),
      cloudEvent('account.churned', { accountId: 'a3' }, { id: 'x', time: day(1) }),
      cloudEvent(
        'account.health-scored',
        { accountId: 'a1', healthScore: 50, csat: 80 },
        { id: 'h', time: day(1) },
      ),
      cloudEvent('csm.joined', { csmId: 'c1', name: 'Ana', capacityHours: 100 }, { id: 'c' }),
      cloudEvent('ae.joined', { aeId: 'e1', name: 'Eve' }, { id: 'e1' }),
      cloudEvent('ae.joined', { aeId: 'e2', name: 'Ed' }, { id: 'e2' }),
      cloudEvent('ae.departed', { aeId: 'e2', lastDay: '2026-01-10' }, { id: 'e3' }),
      cloudEvent('account.churned', { accountId: 'stranger' }, { id: 'w' }),
    );
    const portfolio = new Portfolio(store);
    const company = await companyOn(portfolio, '2026-01-20');
    expect(company.accounts).toEqual([
      expect.objectContaining({
        accountId: 'a1',
        arr: 100,
        parentId: 'a3',
        csmId: 'c1',
        status: 'active',
        healthScore: 50,
        attributes: { reputation: 5, csat: 80 },
        products: [],
      }),
      expect.objectContaining({ accountId: 'a3', status: 'churned' }),
    ]);
    expect(company.csms.map(({ csmId, capacityHours, pool }) => [csmId, capacityHours, pool])).toEqual([
      ['c1', 100, false],
    ]);
    expect(company.aes).toEqual([{ aeId: 'e1', name: 'Eve' }]);
    expect((await companyOn(portfolio, '2026-01-10')).aes).toHaveLength(2);
    expect((await companyOn(portfolio, '2026-01-01')).accounts.map(({ status }) => status)).toEqual([
      'active',
      'active',
      'active',
    ]);
    expect(await companyOn(portfolio, '2025-12-31')).toEqual({ accounts: [], csms: [] });
  });

  it('follows the owner over decisions of our own, and counts their versions', async () => {
    const { store, ingest, assign } = world();
    await ingest(created('a1', { csmId: 'c1', csmSince: '2024-05-01' }));
    const portfolio = new Portfolio(store);
    expect(await portfolio.account('a1')).toMatchObject({
      csmId: 'c1',
      csmSince: '2024-05-01',
      ownershipVersion: 0,
    });
    await assign('a1', 'c2', day(3), 1);
    expect(await portfolio.account('a1')).toMatchObject({
      csmId: 'c2',
      csmSince: '2026-01-04',
      ownershipVersion: 1,
    });
    expect(await portfolio.account('a1', { at: Date.parse(day(2)) })).toMatchObject({ csmId: 'c1' });
    expect(await portfolio.account('nobody')).toBeUndefined();
  });

  it('waits for deferred events, over a snapshot too: of an account, and of the patch it belongs to', async () => {
    const { store, clock, ingest } = world();
    const transfer = { fromAeId: 'e1', toAeId: 'e2', effectiveAt: day(8) };
    await ingest(
      created('a1', { aeId: 'e1' }),
      cloudEvent('ae.joined', { aeId: 'e1', name: 'Eve' }, { id: 'e' }),
      cloudEvent('ae.patch-transferred', transfer, { id: 't', time: day(1) }),
      cloudEvent(
        'account.updated',
        { accountId: 'a1', stage: 'value', effectiveAt: day(8) },
        { id: 'u', time: day(1) },
      ),
    );
    const portfolio = new Portfolio(store);
    const ae = async (at?: number): Promise<string | undefined> =>
      (await portfolio.account('a1', at === undefined ? {} : { at }))?.aeId;
    expect([await ae(), await ae(Date.parse(day(8)))]).toEqual(['e1', 'e2']);
    expect((await portfolio.account('a1'))!.stage).toBeUndefined();
    await portfolio.save();
    clock.ms = Date.parse(day(9));
    await ingest(created('a2'));
    expect([await ae(), await ae(Date.parse(day(7)))]).toEqual(['e2', 'e1']);
    expect(await new Portfolio(store).account('a1')).toMatchObject({ aeId: 'e2', stage: 'value' });
  });

  it('can be seen as it was known at an earlier moment', async () => {
    const { store, clock, ingest } = world();
    await ingest(created('a1'));
    const then = clock.ms;
    clock.ms += 86_400_000;
    await ingest(
      cloudEvent('account.updated', { accountId: 'a1', stage: 'value' }, { id: 'late', time: day(1) }),
    );
    expect(await new Portfolio(store).account('a1')).toMatchObject({ stage: 'value' });
    const known = new Portfolio(store, { asKnownAt: then });
    expect((await known.account('a1'))?.stage).toBeUndefined();
  });

  it('reports ids that nothing is known about until it is', async () => {
    const { store, ingest } = world();
    await ingest(created('a1', { csmId: 'c1', aeId: 'e1', parentId: 'a9' }));
    const portfolio = new Portfolio(store);
    const fields = async (): Promise<string[]> =>
      (await portfolio.unresolved()).map(({ field, id }) => `${field} ${id}`);
    expect(await fields()).toEqual(['aeId e1', 'csmId c1', 'parentId a9']);
    await ingest(
      cloudEvent('csm.joined', { csmId: 'c1', name: 'Ana', capacityHours: 1 }, { id: 'c' }),
      created('a9'),
    );
    expect(await fields()).toEqual(['aeId e1']);
  });

  it('breaks a circle of parents at the lowest id and says so, and warns of ARR below 0', async () => {
    const { store, ingest } = world();
    await ingest(
      created('a1', { parentId: 'a3' }),
      created('a2', { parentId: 'a1' }),
      created('a3', { parentId: 'a2' }),
      created('a4', { parentId: 'a2' }),
      cloudEvent('account.contracted', { accountId: 'a4', arrDelta: -500 }, { id: 'x', time: day(1) }),
    );
    const portfolio = new Portfolio(store);
    const { accounts } = await companyOn(portfolio, '2026-01-05');
    expect(accounts.map(({ accountId, parentId, arr }) => [accountId, parentId, arr])).toEqual([
      ['a1', undefined, 100],
      ['a2', 'a1', 100],
      ['a3', 'a2', 100],
      ['a4', 'a2', 0],
    ]);
    expect((await portfolio.contradictions()).map(({ code, severity }) => [code, severity])).toEqual([
      ['parent-cycle', 'warning'],
      ['negative-arr', 'warning'],
    ]);
  });

  it('does not believe a snapshot that it cannot read', async () => {
    const { store, ingest } = world();
    await ingest(created('a1'));
    const portfolio = new Portfolio(store);
    const bytes = await portfolio.snapshot();
    const other = new TextDecoder('latin1').decode(bytes).replace('"endianness":"LE"', '"endianness":"BE"');
    await store.snapshots.save('portfolio', 2, {
      position: 1,
      bytes: Uint8Array.from(other, (c) => c.charCodeAt(0)),
    });
    expect(await new Portfolio(store).account('a1')).toMatchObject({ name: 'Account a1' });
  });

  it('holds an account in a few hundred bytes', () => {
    const book = new Book();
    const n = 2_000;
    for (let i = 0; i < n; i++) book.apply(commitOf(`account-${i}`, i + 1));
    expect(book.stale.size).toBe(0);
    expect(encodeBook(book).byteLength / n).toBeLessThan(300);
    expect(decodeBook(encodeBook(book))!.table.read(n - 1)).toEqual(book.table.read(n - 1));
  });
});

function commitOf(accountId: string, position: number): BookCommit {
  const facts = {
    region: `R${position % 3}`,
    products: ['core', 'plus'],
    csmId: `c${position % 60}`,
    renewalDate: '2026-09-01',
  };
  const data = { accountId, name: `Account ${accountId}`, arr: position, ...facts };
  const event = recordOf(incoming('account.new', data, { id: String(position) }));
  return { position, stream: streamOf('account', accountId), recordedAt: position, events: [event] };
}
