import type { AeId, CsmId } from '@bailiwick/kernel';
import {
  compareEvents,
  historyOf,
  liveEvents,
  recordOf,
  subjectDecider,
  type SubjectEvent,
} from '@bailiwick/lifecycle';
import { deciderSpecification } from '@bailiwick/kernel';
import fc from 'fast-check';
import { day, incoming, someEvents } from '../../../../test/support/random-events.js';
import { aeRecord, foldAe, type AeState } from './ae.fold.js';
import { csmRecord, foldCsm, type CsmState } from './csm.fold.js';

let nextId = 0;
const C1 = 'c1' as CsmId;
const E1 = 'e1' as AeId;

function csm(n: number, type: string, data: Record<string, unknown>): SubjectEvent {
  return recordOf(incoming(type, { csmId: 'c1', ...data }, { id: String(nextId++), time: day(n) }));
}

function ae(n: number, type: string, data: Record<string, unknown> = {}): SubjectEvent {
  return recordOf(incoming(type, { aeId: 'e1', ...data }, { id: String(nextId++), time: day(n) }));
}

const csmAfter = (...events: SubjectEvent[]): CsmState => foldCsm(C1, liveEvents(historyOf(events)));
const aeAfter = (...events: SubjectEvent[]): AeState => foldAe(E1, liveEvents(historyOf(events)));

const joined = csm(0, 'csm.joined', {
  name: 'Ana',
  capacityHours: 120,
  regions: ['EMEA'],
  startDate: '2026-01-01',
  seniority: 4,
});

describe('a CSM', () => {
  it('is as joined and updated: null clears, absence keeps', () => {
    const state = csmAfter(
      joined,
      csm(1, 'csm.updated', { capacityHours: 60, regions: null, languages: ['de', 'en'], rampMonths: 3 }),
    );
    expect(csmRecord(state)).toEqual({
      csmId: 'c1',
      name: 'Ana',
      capacityHours: 60,
      regions: [],
      countries: [],
      languages: ['de', 'en'],
      skills: [],
      clearances: [],
      tiers: [],
      seniority: 4,
      startDate: '2026-01-01',
      rampMonths: 3,
      leaves: [],
      pool: false,
    });
  });

  it('is unknown until introduced', () => {
    expect(csmAfter(csm(0, 'csm.updated', { capacityHours: 9 }))).toMatchObject({
      known: false,
      capacityHours: 9,
    });
  });

  it('has every leave scheduled, in order of their days; a list given whole replaces them', () => {
    const late = csm(1, 'csm.leave-scheduled', { from: '2026-08-01', to: '2026-09-30', coverCsmId: 'c2' });
    const early = csm(2, 'csm.leave-scheduled', { from: '2026-03-01', to: '2026-03-05' });
    expect(csmAfter(joined, late, early).leaves).toEqual([
      { from: '2026-03-01', to: '2026-03-05' },
      { from: '2026-08-01', to: '2026-09-30', coverCsmId: 'c2' },
    ]);
    expect(csmRecord(csmAfter(joined, late)).leaves).toEqual([{ from: '2026-08-01', to: '2026-09-30' }]);
    expect(csmAfter(joined, late, csm(3, 'csm.updated', { leaves: null })).leaves).toEqual([]);
  });

  it('works through the last day, and again after joining anew', () => {
    const departed = csm(5, 'csm.departed', { lastDay: '2026-03-31' });
    expect(csmAfter(joined, departed).endDate).toBe('2026-03-31');
    const again = csm(6, 'csm.joined', { name: 'Ana', capacityHours: 80 });
    expect(csmAfter(again, departed, joined)).toMatchObject({ endDate: undefined, capacityHours: 80 });
  });
});

describe('an AE', () => {
  it('is as joined and updated', () => {
    const state = aeAfter(
      ae(0, 'ae.joined', { name: 'Eve', region: 'EMEA', team: 'north' }),
      ae(1, 'ae.updated', { avpId: 'v1', region: null }),
    );
    expect(state).toMatchObject({ known: true });
    expect(aeRecord(state)).toEqual({ aeId: 'e1', name: 'Eve', team: 'north', avpId: 'v1' });
  });

  it('is gone after the last day; without one, on the day of the event', () => {
    const hired = ae(0, 'ae.joined', { name: 'Eve' });
    expect(aeAfter(hired, ae(9, 'ae.departed', { lastDay: '2026-02-28' })).lastDay).toBe('2026-02-28');
    expect(aeAfter(hired, ae(9, 'ae.departed')).lastDay).toBe('2026-01-09');
    expect(
      aeAfter(hired, ae(9, 'ae.departed'), ae(10, 'ae.joined', { name: 'Eve' })).lastDay,
    ).toBeUndefined();
  });
});

describe('recording events of CSMs and AEs', () => {
  it('answers a repeat with nothing and refuses other content', () => {
    const leave = { csmId: 'c1', from: '2026-08-01', to: '2026-09-30' };
    const event = incoming('csm.leave-scheduled', leave, { id: 'l1' });
    const spec = deciderSpecification(subjectDecider, (actual, expected) => expect(actual).toEqual(expected));
    spec
      .given(joined)
      .when({ event })
      .then([recordOf(event)]);
    spec.given(joined, recordOf(event)).when({ event }).thenNothing();
    const other = incoming('csm.leave-scheduled', { ...leave, to: '2026-10-01' }, { id: 'l1' });
    spec.given(joined, recordOf(event)).when({ event: other }).thenRefused('id-reused');
  });

  it('ends in the same state from every order of arrival (property)', () => {
    const both = someEvents.chain((l) =>
      fc.tuple(fc.constant(l), fc.shuffledSubarray(l, { minLength: l.length })),
    );
    fc.assert(
      fc.property(both, ([events, shuffled]) => {
        const states = (list: typeof events): unknown =>
          ['c0', 'c1', 'c2', 'e0', 'e1', 'e2'].map((id) => {
            const own = list.filter((e) => e.subject === id || e.type === 'event.retracted').map(recordOf);
            const live = liveEvents(historyOf(own));
            expect(live).toEqual([...live].sort(compareEvents));
            return id.startsWith('c') ? foldCsm(id as CsmId, live) : foldAe(id as AeId, live);
          });
        expect(states(shuffled)).toEqual(states(events));
      }),
      { numRuns: 200 },
    );
  });
});
