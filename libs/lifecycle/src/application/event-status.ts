import {
  incomingTypeOf,
  parseStream,
  streamOf,
  type IncomingType,
  type SubjectKind,
} from '@bailiwick/contracts';
import type { EventStore } from '@bailiwick/event-store';
import { identityOf, type IncomingRecord } from '../domain/subject-event.js';
import { isKnown } from '../domain/subject-history.js';
import { findEvent, recordIn } from './find-event.js';
import { readHistory } from './history-cache.js';

/** An id inside an event that nothing is known about yet. */
export interface UnresolvedReference {
  readonly field: string;
  readonly kind: SubjectKind;
  readonly id: string;
}

/** What became of the event with a source and id. */
export interface EventStatusView {
  readonly source: string;
  readonly id: string;
  /** `unknown`: never seen. `retracted`: taken back, perhaps even before it came. */
  readonly status: 'unknown' | 'recorded' | 'waiting' | 'retracted';
  readonly type?: IncomingType;
  readonly subject?: string;
  readonly time?: string;
  readonly position?: number;
  /** Milliseconds since the epoch. */
  readonly recordedAt?: number;
  readonly retractedBy?: { readonly source: string; readonly id: string };
  readonly unresolved: readonly UnresolvedReference[];
}

type Store = Pick<EventStore, 'findByKey' | 'readStream'>;

export async function eventStatus(store: Store, source: string, id: string): Promise<EventStatusView> {
  const { commit, claim } = await findEvent(store, { source, id });
  if (!commit) {
    if (!claim) return { source, id, status: 'unknown', unresolved: [] };
    return { source, id, status: 'retracted', retractedBy: claim.by, unresolved: [] };
  }
  const record = recordIn(commit);
  const history = await readHistory(store, commit.stream);
  const retractedBy = retractionOf(history, { source, id });
  const known = parseStream(commit.stream) !== undefined && isKnown(history);
  const { subject, time } = record.data;
  return {
    source,
    id,
    status: retractedBy ? 'retracted' : known || (await wasApplied(store, record)) ? 'recorded' : 'waiting',
    type: incomingTypeOf(record.type)!,
    ...(subject === undefined ? {} : { subject }),
    time,
    position: commit.position,
    recordedAt: commit.recordedAt,
    ...(retractedBy ? { retractedBy } : {}),
    unresolved: await unresolvedIn(store, record),
  };
}

type History = Awaited<ReturnType<typeof readHistory>>;

function retractionOf(
  history: History,
  target: { source: string; id: string },
): { source: string; id: string } | undefined {
  const by = history.retracted.get(identityOf(target));
  const retraction = by === undefined ? undefined : history.incoming.get(by);
  return retraction && { source: retraction.data.source, id: retraction.data.id };
}

/** A retraction has its effect as soon as its target is recorded, whether or not the target's subject is known. */
async function wasApplied(store: Store, record: IncomingRecord): Promise<boolean> {
  if (record.type !== 'EventRetracted') return false;
  return (await findEvent(store, record.data.data)).commit !== undefined;
}

const REFERENCES = [
  ['aeId', 'ae'],
  ['csmId', 'csm'],
  ['parentId', 'account'],
  ['intoAccountId', 'account'],
  ['toAeId', 'ae'],
  ['coverCsmId', 'csm'],
] as const satisfies readonly (readonly [string, SubjectKind])[];

async function unresolvedIn(store: Store, record: IncomingRecord): Promise<UnresolvedReference[]> {
  const data = record.data.data as Readonly<Record<string, unknown>>;
  const unresolved: UnresolvedReference[] = [];
  for (const [field, kind] of REFERENCES) {
    const id = data[field];
    if (typeof id !== 'string' || id === record.data.subject) continue;
    if (!isKnown(await readHistory(store, streamOf(kind, id)))) unresolved.push({ field, kind, id });
  }
  return unresolved;
}
