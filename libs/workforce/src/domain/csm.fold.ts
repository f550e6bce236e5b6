import type { CsmRecord, IncomingData, Leave } from '@bailiwick/contracts';
import type { CsmId, IsoDate } from '@bailiwick/kernel';
import type { SubjectEvent } from '@bailiwick/lifecycle';
import { given } from './given.js';

/** A leave and who stands in. */
export interface ScheduledLeave extends Leave {
  readonly coverCsmId?: CsmId;
}

/** What the events of a CSM (or pool) say; an absent field is not known. */
export interface CsmState {
  readonly csmId: CsmId;
  /** False until introduced by `csm.joined`. */
  readonly known: boolean;
  readonly name?: string | undefined;
  readonly regions?: readonly string[] | undefined;
  readonly countries?: readonly string[] | undefined;
  readonly languages?: readonly string[] | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly clearances?: readonly string[] | undefined;
  readonly tiers?: readonly string[] | undefined;
  readonly timezone?: string | undefined;
  readonly location?: string | undefined;
  readonly seniority?: number | undefined;
  /** Contracted hours a month. */
  readonly capacityHours: number;
  readonly cost?: number | undefined;
  readonly managerId?: string | undefined;
  readonly startDate?: IsoDate | undefined;
  /** The last day, inclusive. */
  readonly endDate?: IsoDate | undefined;
  readonly rampMonths?: number | undefined;
  readonly leaves: readonly ScheduledLeave[];
  readonly maxAccounts?: number | undefined;
  readonly pool?: boolean | undefined;
}

/** A CSM's state from the live events in the order in which they work. */
export function foldCsm(csmId: CsmId, events: Iterable<SubjectEvent>): CsmState {
  let state: CsmState = { csmId, known: false, capacityHours: 0, leaves: [] };
  for (const event of events) state = evolveCsm(state, event);
  return state;
}

export function evolveCsm(state: CsmState, event: SubjectEvent): CsmState {
  switch (event.type) {
    case 'CsmJoined':
      // Who joins again has not left, unless it is said anew.
      return { ...state, endDate: undefined, ...profile(state, event.data.data), known: true };
    case 'CsmUpdated':
      return { ...state, ...profile(state, event.data.data) };
    case 'CsmLeaveScheduled':
      return { ...state, leaves: [...state.leaves, scheduledLeave(event.data.data)].sort(byStart) };
    case 'CsmDeparted':
      return { ...state, endDate: event.data.data.lastDay };
    default:
      return state;
  }
}

type Profile = IncomingData['csm.joined'] | IncomingData['csm.updated'];

const FIELDS = [
  'name',
  'regions',
  'countries',
  'languages',
  'skills',
  'clearances',
  'tiers',
  'timezone',
  'location',
  'seniority',
  'cost',
  'managerId',
  'startDate',
  'endDate',
  'rampMonths',
  'maxAccounts',
  'pool',
] as const satisfies readonly (keyof Profile & keyof CsmState)[];

function profile(state: CsmState, data: Profile): Partial<CsmState> {
  return {
    ...given<CsmState>(data, FIELDS),
    capacityHours: data.capacityHours ?? state.capacityHours,
    leaves: data.leaves === undefined ? state.leaves : [...(data.leaves ?? [])].sort(byStart),
  };
}

function scheduledLeave({ from, to, coverCsmId }: IncomingData['csm.leave-scheduled']): ScheduledLeave {
  return coverCsmId ? { from, to, coverCsmId } : { from, to };
}

function byStart(a: Leave, b: Leave): number {
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  if (a.to !== b.to) return a.to < b.to ? -1 : 1;
  return 0;
}

/** The CSM as planning sees it. */
export function csmRecord(state: CsmState): CsmRecord {
  const { known: _known, leaves, pool, ...rest } = state;
  return {
    ...definedOf(rest),
    csmId: state.csmId,
    capacityHours: state.capacityHours,
    regions: state.regions ?? [],
    countries: state.countries ?? [],
    languages: state.languages ?? [],
    skills: state.skills ?? [],
    clearances: state.clearances ?? [],
    tiers: state.tiers ?? [],
    leaves: leaves.map(({ from, to }) => ({ from, to })),
    pool: pool ?? false,
  };
}

function definedOf<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, v]) => v !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
