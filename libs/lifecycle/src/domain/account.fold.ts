import type { AccountAssignedData, AttributeValue, IncomingData } from '@bailiwick/contracts';
import type { AccountId, CsmId, IsoDate, TierId } from '@bailiwick/kernel';
import { unknownAccount, type AccountState } from './account-state.js';
import { compareEvents, effectMs, type SubjectEvent } from './subject-event.js';

/** What of an account's state decides how the next event changes it. */
export type AccountBasis = Pick<
  AccountState,
  | 'accountId'
  | 'known'
  | 'status'
  | 'arr'
  | 'aeId'
  | 'csmId'
  | 'attributes'
  | 'ownershipVersion'
  | 'tier'
  | 'tierSince'
>;

/** The fields that change; `undefined` clears one. */
export type AccountChanges = Partial<Omit<AccountState, 'accountId'>>;

/** An account's state from its live events in the order in which they work. */
export function foldAccount(accountId: AccountId, events: Iterable<SubjectEvent>): AccountState {
  const state = { ...unknownAccount(accountId) };
  for (const event of events) Object.assign(state, accountChanges(state, event));
  return state;
}

/** The account after one more event, which must not work before those folded so far. */
export function evolveAccount(state: AccountState, event: SubjectEvent): AccountState {
  return { ...state, ...accountChanges(state, event) };
}

/** `events` of one account and `transfers` of AE patches, both in order, as one list in order. */
export function withTransfers(
  events: readonly SubjectEvent[],
  transfers: readonly SubjectEvent[],
): readonly SubjectEvent[] {
  return transfers.length === 0 ? events : [...events, ...transfers].sort(compareEvents);
}

/** What an event changes that does not work before those folded so far; nothing where it concerns others. */
export function accountChanges(state: AccountBasis, event: SubjectEvent): AccountChanges {
  switch (event.type) {
    case 'AccountNew':
      return Object.assign(profile(state, event.data.data, event), {
        known: true,
        status: revived(state),
        arr: event.data.data.arr,
      });
    case 'AccountUpdated':
      return Object.assign(profile(state, event.data.data, event), {
        arr: event.data.data.arr ?? state.arr,
      });
    case 'AccountExpanded':
    case 'AccountContracted':
      return { arr: event.data.data.arr ?? state.arr + (event.data.data.arrDelta ?? 0) };
    case 'AccountRenewed':
      return { renewalDate: event.data.data.renewalDate, arr: event.data.data.arr ?? state.arr };
    case 'AccountChurned':
      return { status: state.status === 'merged' ? 'merged' : 'churned' };
    case 'AccountReactivated':
      return { status: revived(state), arr: event.data.data.arr };
    case 'AccountHealthScored':
      return given(event.data.data, ['healthScore', 'csat', 'nps']);
    case 'AccountAeChanged':
      return { aeId: event.data.data.aeId ?? undefined };
    case 'AePatchTransferred':
      return transferred(state, event.data.data);
    case 'AccountOwnerChanged':
      return ownedBy(state, event.data.data.csmId, undefined, event);
    case 'AccountMerged':
      return { status: 'merged', mergedInto: event.data.data.intoAccountId };
    case 'AccountTiered':
      return tiered(state, event.data.to, event);
    case 'AccountAssigned':
      return assigned(state, event.data, event);
    default:
      // Retractions work on the history, schedules on the day they fall due, CSM and AE events on their own streams.
      return NO_CHANGES;
  }
}

/** The answer to an event that leaves the account as it is. */
export const NO_CHANGES: AccountChanges = Object.freeze({});

/** A customer who comes back is active again; one who was merged away stays merged. */
function revived(state: AccountBasis): AccountState['status'] {
  return state.status === 'merged' ? 'merged' : 'active';
}

type Profile = IncomingData['account.new'] | IncomingData['account.updated'];
type Writable<T> = { -readonly [K in keyof T]: T[K] };

const PROFILE_FIELDS = [
  'currency',
  'region',
  'country',
  'segment',
  'industry',
  'language',
  'timezone',
  'products',
  'requiredSkills',
  'clearances',
  'conflictGroup',
  'complexity',
  'employees',
  'parentId',
  'aeId',
  'healthScore',
  'adoption',
  'nps',
  'stage',
  'strategic',
  'startDate',
  'renewalDate',
  'lockedUntil',
] as const satisfies readonly (keyof Profile & keyof AccountState)[];

function profile(state: AccountBasis, data: Profile, event: SubjectEvent): AccountChanges {
  const changes: Writable<AccountChanges> = given(data, PROFILE_FIELDS);
  if (data.tier !== undefined && state.tierSince === undefined) changes.tier = data.tier ?? undefined;
  if (data.name !== undefined) changes.name = data.name;
  if (data.attributes !== undefined) changes.attributes = mergeAttributes(state.attributes, data.attributes);
  const owner =
    data.csmId === undefined ? since(state, data) : ownedBy(state, data.csmId, data.csmSince, event);
  return Object.assign(changes, owner);
}

function since(state: AccountBasis, { csmSince }: Profile): AccountChanges {
  return csmSince === undefined || state.csmId === undefined ? {} : { csmSince: csmSince ?? undefined };
}

/** The fields that `data` mentions: `null` clears (becomes `undefined`), absence keeps. */
function given<K extends string>(
  data: { readonly [P in K]?: unknown },
  fields: readonly K[],
): AccountChanges {
  const changes: Record<string, unknown> = {};
  for (const field of fields) {
    const value = data[field];
    if (value !== undefined) changes[field] = value ?? undefined;
  }
  return changes;
}

function mergeAttributes(
  present: AccountState['attributes'],
  changes: Readonly<Record<string, AttributeValue>> | null,
): AccountState['attributes'] {
  if (changes === null) return undefined;
  const merged = Object.entries({ ...present, ...changes }).filter(([, value]) => value !== null);
  return merged.length === 0 ? undefined : Object.fromEntries(merged);
}

/**
 * A new owner is one since the day the change takes effect, unless the sender knows better. An account that arrives
 * with its owner has had it for an unknown time.
 */
function ownedBy(
  state: AccountBasis,
  csmId: CsmId | null,
  csmSince: IsoDate | null | undefined,
  event: SubjectEvent,
): AccountChanges {
  if (csmId === null) return { csmId: undefined, csmSince: undefined };
  if (csmSince !== undefined) return { csmId, csmSince: csmSince ?? undefined };
  if (csmId === state.csmId) return {};
  return { csmId, csmSince: event.type === 'AccountNew' && !state.known ? undefined : dayOf(event) };
}

/** A decision that keeps the tier takes it over from the sender, and leaves the day alone where it was ours. */
function tiered(state: AccountBasis, tier: TierId, event: SubjectEvent): AccountChanges {
  const kept = state.tier === tier ? state.tierSince : undefined;
  return { tier, tierSince: kept ?? dayOf(event) };
}

function assigned(state: AccountBasis, data: AccountAssignedData, event: SubjectEvent): AccountChanges {
  return {
    ...ownedBy(state, data.to, undefined, event),
    actingCsmId: data.acting ?? undefined,
    ownershipVersion: Math.max(state.ownershipVersion, data.ownershipVersion),
  };
}

/** The account follows its AE's patch only while it is that AE's. */
function transferred(state: AccountBasis, data: IncomingData['ae.patch-transferred']): AccountChanges {
  if (state.aeId !== data.fromAeId) return NO_CHANGES;
  if (data.accountIds && !data.accountIds.includes(state.accountId)) return NO_CHANGES;
  return { aeId: data.toAeId };
}

function dayOf(event: SubjectEvent): IsoDate {
  return new Date(effectMs(event)).toISOString().slice(0, 10) as IsoDate;
}
