import type { AeRecord } from '@bailiwick/contracts';
import type { AeId, IsoDate } from '@bailiwick/kernel';
import { effectMs, type SubjectEvent } from '@bailiwick/lifecycle';
import { given } from './given.js';

/** What the events of an AE say; an absent field is not known. */
export interface AeState {
  readonly aeId: AeId;
  /** False until introduced by `ae.joined`. */
  readonly known: boolean;
  readonly name?: string | undefined;
  readonly region?: string | undefined;
  readonly team?: string | undefined;
  readonly avpId?: string | undefined;
  /** The last day, inclusive, of somebody who leaves. */
  readonly lastDay?: IsoDate | undefined;
}

/** An AE's state from the live events in the order in which they work. */
export function foldAe(aeId: AeId, events: Iterable<SubjectEvent>): AeState {
  let state: AeState = { aeId, known: false };
  for (const event of events) state = evolveAe(state, event);
  return state;
}

const FIELDS = ['name', 'region', 'team', 'avpId'] as const;

export function evolveAe(state: AeState, event: SubjectEvent): AeState {
  switch (event.type) {
    case 'AeJoined':
      return { ...state, lastDay: undefined, ...given<AeState>(event.data.data, FIELDS), known: true };
    case 'AeUpdated':
      return { ...state, ...given<AeState>(event.data.data, FIELDS) };
    case 'AeDeparted':
      return {
        ...state,
        ...given<AeState>(event.data.data, FIELDS),
        lastDay: event.data.data.lastDay ?? dayBefore(effectMs(event)),
      };
    default:
      // The transfer of a patch works on the accounts.
      return state;
  }
}

const MS_PER_DAY = 86_400_000;

/** Who departs without a last day is gone on the day of the event. */
function dayBefore(ms: number): IsoDate {
  return new Date(ms - MS_PER_DAY).toISOString().slice(0, 10) as IsoDate;
}

/** The AE as planning sees it. */
export function aeRecord({ aeId, name, region, team, avpId }: AeState): AeRecord {
  return {
    aeId,
    ...(name === undefined ? {} : { name }),
    ...(region === undefined ? {} : { region }),
    ...(team === undefined ? {} : { team }),
    ...(avpId === undefined ? {} : { avpId }),
  };
}
