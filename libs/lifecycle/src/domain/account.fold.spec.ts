import type { AccountAssignedData, AccountTieredData, IncomingEvent } from '@bailiwick/contracts';
import type { AccountId } from '@bailiwick/kernel';
import fc from 'fast-check';
import { day, incoming, someEvents } from '../../../../test/support/random-events.js';
import { foldAccount, withTransfers } from './account.fold.js';
import type { AccountState } from './account-state.js';
import { historyOf, liveEvents } from './subject-history.js';
import { compareEvents, recordOf, type DecisionRecord, type SubjectEvent } from './subject-event.js';

const A1 = 'a1' as AccountId;
let nextId = 0;

function on(dayNumber: number, type: string, data: Record<string, unknown>): SubjectEvent {
  return recordOf(
    incoming(type, { accountId: 'a1', ...data }, { id: String(nextId++), time: day(dayNumber) }),
  );
}

function stateAfter(...events: SubjectEvent[]): AccountState {
  return foldAccount(A1, liveEvents(historyOf(events)));
}

const created = on(0, 'account.new', {
  name: 'Acme',
  arr: 100,
  region: 'EMEA',
  aeId: 'e1',
  csmId: 'c1',
  attributes: { a: 1, b: 2 },
});

describe('the state of an account', () => {
  it('has the latest total plus later changes as ARR, whatever the order of arrival', () => {
    const events = [
      created,
      on(3, 'account.expanded', { arrDelta: 7 }),
      on(1, 'account.expanded', { arrDelta: 1_000 }),
      on(2, 'account.contracted', { arr: 50 }),
      on(4, 'account.contracted', { arrDelta: -2 }),
    ];
    expect(stateAfter(...events).arr).toBe(55);
    expect(stateAfter(...events.reverse()).arr).toBe(55);
  });

  it('is cleared by null and kept by absence', () => {
    const state = stateAfter(
      created,
      on(1, 'account.updated', { region: null, stage: 'value', attributes: { a: null, c: 3 } }),
    );
    expect(state).toMatchObject({
      name: 'Acme',
      arr: 100,
      stage: 'value',
      aeId: 'e1',
      attributes: { b: 2, c: 3 },
    });
    expect(state.region).toBeUndefined();
    expect(stateAfter(created, on(1, 'account.updated', { attributes: null })).attributes).toBeUndefined();
  });

  it('changes when a change takes effect, not when it was told', () => {
    const backdated = { ...on(9, 'account.expanded', { arr: 1, effectiveAt: day(1) }) };
    const state = stateAfter(created, backdated, on(2, 'account.expanded', { arrDelta: 10 }));
    expect(state.arr).toBe(11);
  });

  it('has the sender\u2019s tier until the first decision of our own, and since when that holds', () => {
    const sent = on(0, 'account.new', { name: 'Acme', arr: 1, tier: 'high' });
    expect(stateAfter(sent, on(1, 'account.updated', { tier: 'low' }))).toMatchObject({ tier: 'low' });
    const decided = stateAfter(sent, tiered(1, 'high'), on(2, 'account.updated', { tier: 'low' }));
    expect(decided).toMatchObject({ tier: 'high', tierSince: day(1).slice(0, 10) });
    expect(stateAfter(sent, tiered(1, 'high'), tiered(3, 'high')).tierSince).toBe(day(1).slice(0, 10));
    expect(stateAfter(sent, tiered(1, 'high'), tiered(3, 'low')).tierSince).toBe(day(3).slice(0, 10));
  });

  it('has the last of several changes at one moment: by when they happened, then source, then id', () => {
    const stage = (value: string, time: number, source: string, id: string): SubjectEvent => {
      const data = { accountId: 'a1', stage: value, effectiveAt: day(7) };
      return recordOf(incoming('account.updated', data, { source, id, time: day(time) }));
    };
    const inOrder = [
      stage('1', 1, 'z', '9'),
      stage('2', 2, 'a', '10'),
      stage('3', 2, 'a', '9'),
      stage('4', 2, 'b', '1'),
      stage('5', 3, 'a', '1'),
    ];
    for (let n = 1; n <= inOrder.length; n++) {
      expect(stateAfter(created, ...inOrder.slice(0, n).reverse()).stage).toBe(String(n));
    }
  });

  it('leaves and comes back', () => {
    const churned = on(1, 'account.churned', {});
    expect(stateAfter(created, churned).status).toBe('churned');
    expect(stateAfter(created, churned, on(2, 'account.reactivated', { arr: 5 }))).toMatchObject({
      status: 'active',
      arr: 5,
    });
    expect(
      stateAfter(created, on(3, 'account.churned', {}), on(2, 'account.reactivated', { arr: 5 })).status,
    ).toBe('churned');
  });

  it('stays merged whatever else is said of it', () => {
    const merged = on(1, 'account.merged', { intoAccountId: 'a2' });
    expect(
      stateAfter(created, merged, on(2, 'account.reactivated', { arr: 5 }), on(3, 'account.churned', {})),
    ).toMatchObject({
      status: 'merged',
      mergedInto: 'a2',
    });
  });

  it('takes its first owner for one of unknown tenure, a later one since the day of the change', () => {
    expect(stateAfter(created)).toMatchObject({ csmId: 'c1', csmSince: undefined });
    const changed = on(4, 'account.owner-changed', { csmId: 'c2' });
    expect(stateAfter(created, changed)).toMatchObject({ csmId: 'c2', csmSince: '2026-01-05' });
    expect(stateAfter(created, changed, on(5, 'account.owner-changed', { csmId: 'c2' })).csmSince).toBe(
      '2026-01-05',
    );
    expect(
      stateAfter(created, changed, on(5, 'account.owner-changed', { csmId: null })).csmId,
    ).toBeUndefined();
    expect(stateAfter(created, on(1, 'account.updated', { csmSince: '2020-02-02' })).csmSince).toBe(
      '2020-02-02',
    );
  });

  it('takes the owner that took effect last, decided here or told from outside', () => {
    const told = on(4, 'account.owner-changed', { csmId: 'told' });
    expect(stateAfter(created, assigned(3, 'c3', 1), told).csmId).toBe('told');
    expect(stateAfter(created, told, assigned(5, 'c3', 2))).toMatchObject({
      csmId: 'c3',
      csmSince: '2026-01-06',
      ownershipVersion: 2,
    });
    // At the same moment our own decision is the reaction.
    expect(stateAfter(created, assigned(4, 'c3', 1), told).csmId).toBe('c3');
    expect(stateAfter(created, assigned(5, null, 3)).csmId).toBeUndefined();
    expect(stateAfter(created, assigned(5, 'c3', 3, 'cover')).actingCsmId).toBe('cover');
  });

  it('has the tier decided last', () => {
    expect(stateAfter(created, tiered(2, 'high'), tiered(1, 'low')).tier).toBe('high');
  });

  it('goes with its AE’s patch while it is that AE’s, if the patch names it or names none', () => {
    const transfer = (n: number, accountIds?: string[]): SubjectEvent =>
      recordOf(
        incoming(
          'ae.patch-transferred',
          { fromAeId: 'e1', toAeId: 'e2', ...(accountIds && { accountIds }) },
          { id: `t${n}`, time: day(n) },
        ),
      );
    const aeAfter = (events: SubjectEvent[], ...transfers: SubjectEvent[]): string | undefined =>
      foldAccount(A1, withTransfers(liveEvents(historyOf(events)), transfers)).aeId;
    expect(aeAfter([created], transfer(2))).toBe('e2');
    expect(aeAfter([created], transfer(2, ['a1']))).toBe('e2');
    expect(aeAfter([created], transfer(2, ['a7']))).toBe('e1');
    expect(aeAfter([created, on(1, 'account.ae-changed', { aeId: 'e3' })], transfer(2))).toBe('e3');
    expect(aeAfter([created, on(3, 'account.ae-changed', { aeId: 'e1' })], transfer(2))).toBe('e1');
  });

  it('does not depend on the order of arrival (property)', () => {
    fc.assert(
      fc.property(shuffled(someEvents), ([events, other]) => {
        expect(statesOf(other)).toEqual(statesOf(events));
      }),
      { numRuns: 200 },
    );
  });
});

/** The states of the three accounts, each from its own stream in order of arrival and the transfers of patches. */
function statesOf(events: readonly IncomingEvent[]): AccountState[] {
  const retractions = events.filter((e) => e.type === 'event.retracted').map(recordOf);
  const transfers = liveEvents(
    historyOf([...events.filter((e) => e.type === 'ae.patch-transferred').map(recordOf), ...retractions]),
  );
  return ['a0', 'a1', 'a2'].map((id) => {
    const own = events.filter((e) => e.subject === id || e.type === 'event.retracted').map(recordOf);
    return foldAccount(id as AccountId, withTransfers(liveEvents(historyOf(own)), transfers));
  });
}

function shuffled<T>(lists: fc.Arbitrary<T[]>): fc.Arbitrary<[T[], T[]]> {
  return lists.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }),
    ),
  );
}

function assigned(
  n: number,
  to: string | null,
  ownershipVersion: number,
  acting: string | null = null,
): DecisionRecord {
  const data = {
    accountId: 'a1',
    from: null,
    to,
    acting,
    aeId: null,
    tier: null,
    ownershipVersion,
    effectiveAt: day(n),
  };
  return {
    type: 'AccountAssigned',
    data: data as AccountAssignedData,
    place: { position: n, recordedAt: 0 },
  };
}

function tiered(n: number, to: string): DecisionRecord {
  const data = { accountId: 'a1', from: null, to, raw: to, effectiveAt: day(n) } as AccountTieredData;
  return { type: 'AccountTiered', data, place: { position: n, recordedAt: 0 } };
}

describe('the order of events', () => {
  it('is total: no two different events are equal, and it is transitive (property)', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        const records = events.map(recordOf);
        for (const a of records)
          for (const b of records)
            expect(Math.sign(compareEvents(a, b))).toBe(a === b ? 0 : -Math.sign(compareEvents(b, a)) || 0);
        for (const a of records)
          for (const b of records) if (a !== b) expect(compareEvents(a, b)).not.toBe(0);
      }),
      { numRuns: 30 },
    );
  });
});
