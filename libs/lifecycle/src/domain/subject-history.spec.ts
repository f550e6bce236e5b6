import { deciderSpecification } from '@bailiwick/kernel';
import fc from 'fast-check';
import { day, incoming, someEvents } from '../../../../test/support/random-events.js';
import { EventIndex } from './event-index.js';
import {
  emptyHistory,
  gistOf,
  historyOf,
  isKnown,
  liveEvents,
  subjectDecider,
  type SubjectHistory,
} from './subject-history.js';
import { identityOf, isIncoming, recordOf, type SubjectEvent } from './subject-event.js';

const spec = deciderSpecification(subjectDecider, (actual, expected) => expect(actual).toEqual(expected));

const created = incoming('account.new', { accountId: 'a1', name: 'Acme', arr: 10 }, { id: '1' });
const grown = incoming('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(1) });

describe('recording an event of a subject', () => {
  it('records it under its name, with identity, subject and time', () => {
    spec
      .given()
      .when({ event: grown })
      .then([
        {
          type: 'AccountExpanded',
          data: {
            source: 'crm',
            id: '2',
            time: day(1),
            subject: 'a1',
            data: { accountId: 'a1', arrDelta: 5 },
          },
        },
      ] as SubjectEvent[]);
  });

  it('answers a repeat with nothing, whatever the order of its fields', () => {
    const again = { ...grown, data: { arrDelta: 5, accountId: 'a1' } } as typeof grown;
    spec.given(recordOf(created), recordOf(grown)).when({ event: again }).thenNothing();
  });

  it('refuses other content under the same source and id', () => {
    const other = incoming('account.expanded', { accountId: 'a1', arrDelta: 6 }, { id: '2', time: day(1) });
    const later = incoming('account.expanded', { accountId: 'a1', arrDelta: 5 }, { id: '2', time: day(2) });
    spec.given(recordOf(grown)).when({ event: other }).thenRefused('id-reused');
    spec.given(recordOf(grown)).when({ event: later }).thenRefused('id-reused');
  });

  it('takes the same id from another source as another event', () => {
    const other = incoming('account.churned', { accountId: 'a1' }, { id: '2', source: 'billing' });
    spec
      .given(recordOf(grown))
      .when({ event: other })
      .then([recordOf(other)]);
  });

  it('refuses a merge into an account that was merged into this one', () => {
    const merge = incoming('account.merged', { accountId: 'a1', intoAccountId: 'a2' }, { id: '3' });
    spec
      .given(recordOf(created))
      .when({ event: merge, survivors: ['a2', 'a3', 'a1'] })
      .thenRefused('merge-cycle');
    spec
      .given(recordOf(created))
      .when({ event: merge, survivors: ['a2', 'a3'] })
      .then([recordOf(merge)]);
  });

  it('repeated, never changes anything (property)', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        let history = emptyHistory;
        for (const event of events) {
          for (const record of subjectDecider.decide({ event }, history))
            history = subjectDecider.evolve(history, record);
        }
        for (const event of events) expect(subjectDecider.decide({ event }, history)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the history of a subject', () => {
  it('is known by an introduction, and unknown again when that is taken back', () => {
    const back = incoming('event.retracted', { source: 'crm', id: '1', reason: 'test' }, { id: '9' });
    expect(isKnown(historyOf([recordOf(grown)]))).toBe(false);
    expect(isKnown(historyOf([recordOf(grown), recordOf(created)]))).toBe(true);
    expect(isKnown(historyOf([recordOf(back), recordOf(created)]))).toBe(false);
    expect(liveEvents(historyOf([recordOf(back), recordOf(created), recordOf(grown)]))).toEqual([
      recordOf(grown),
    ]);
  });

  it('counts deferred events from their day, others from when they happened', () => {
    const deferred = incoming(
      'account.churned',
      { accountId: 'a1', effectiveAt: day(5) },
      { id: '3', time: day(1) },
    );
    const history = historyOf([created, grown, deferred].map(recordOf));
    const count = (filter: object): number => liveEvents(history, filter).length;
    expect([0, 1, 4, 5].map((n) => count({ at: Date.parse(day(n)) }))).toEqual([1, 2, 2, 3]);
    expect([0, 4, 5].map((n) => count({ deferredUpTo: Date.parse(day(n)) }))).toEqual([2, 2, 3]);
  });

  it('is the same folded at once or one by one, and an old version never sees what came later (property)', () => {
    fc.assert(
      fc.property(someEvents, fc.nat(25), (events, cut) => {
        const records = events.map(recordOf);
        const early = historyOf(records.slice(0, cut));
        const before = liveEvents(early);
        const whole = historyOf(records.slice(cut), early);
        const branch = historyOf(records.slice(cut).reverse(), early);
        expect(liveEvents(whole)).toEqual(liveEvents(historyOf(records)));
        expect(liveEvents(branch)).toEqual(liveEvents(whole));
        expect(liveEvents(early)).toEqual(before);
        expect(early.incoming.size).toBe(Math.min(cut, records.length));
      }),
      { numRuns: 100 },
    );
  });
});

describe('the gist of a history', () => {
  const merges = (history: SubjectHistory) =>
    liveEvents(history).filter(({ type }) => type === 'AccountMerged');

  it('knows as well as the whole who is known and merged into whom (property)', () => {
    fc.assert(
      fc.property(someEvents, (events) => {
        let [whole, gist] = [emptyHistory, emptyHistory];
        for (const record of events.map(recordOf)) {
          whole = subjectDecider.evolve(whole, record);
          gist = gistOf(subjectDecider.evolve(gist, record));
          expect([gist.version, isKnown(gist), merges(gist)]).toEqual([
            whole.version,
            isKnown(whole),
            merges(whole),
          ]);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('holds everything while the subject waits to be introduced, and next to nothing from then on', () => {
    const waiting = historyOf([recordOf(grown)]);
    expect(gistOf(waiting)).toBe(waiting);
    const merge = recordOf(incoming('account.merged', { accountId: 'a1', intoAccountId: 'a2' }, { id: '3' }));
    const gist = gistOf(historyOf([grown, created].map(recordOf).concat(merge)));
    expect([...gist.incoming.values()]).toEqual([merge]);
  });
});

describe('an index of events', () => {
  it('keeps the first of two with one identity', () => {
    const record = recordOf(created);
    if (!isIncoming(record)) throw new Error('unexpected');
    const once = EventIndex.empty.with(identityOf(record.data), record);
    expect(once.with(identityOf(record.data), recordOf(created)).size).toBe(1);
    expect([...once.values()]).toEqual([record]);
  });
});
