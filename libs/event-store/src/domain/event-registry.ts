import { BailiwickError } from '@bailiwick/kernel';
import type { LeanCommit, LeanEvent } from './commit.js';
import { UnknownEventTypeError } from './event-store.errors.js';

/** Turns the data of one version into the data of the next; pure. */
export type Upcaster = (data: unknown) => unknown;

/** An event type that this process knows. */
export interface EventTypeDefinition {
  readonly type: string;
  /** Today's version, a whole number from 1. */
  readonly v: number;
  /** For every version before `v`: `upcasters[n]` makes the data of version n + 1 from that of n. */
  readonly upcasters?: Readonly<Record<number, Upcaster>>;
}

/** What a process knows about event types. */
export interface EventRegistry {
  /**
   * The event in today's shape, or `undefined` when it is unknown but ignorable.
   * @throws UnknownEventTypeError `unknown-event-type` otherwise
   */
  upcast<E extends LeanEvent>(event: E, position: number): E | undefined;
}

/** Passes everything on as it was stored: for tools that copy or inspect a log, and decide nothing. */
export const everyEventAsStored: EventRegistry = { upcast: (event) => event };

/** What the store itself records. */
export const STORE_EVENT_TYPES: readonly EventTypeDefinition[] = [
  { type: 'LeaseTaken', v: 1 },
  { type: 'LeaseReleased', v: 1 },
  { type: 'TimerFired', v: 1 },
  { type: 'TombstoneWritten', v: 1 },
];

/**
 * A registry of `definitions` and, unless told otherwise, the store's own types.
 * @param ignorable unknown types that this process may pass over, besides events marked `meta.ignorable`
 * @throws BailiwickError `bad-event-registry` for a type defined twice or a version without its upcaster
 */
export function eventRegistry(
  definitions: readonly EventTypeDefinition[],
  ignorable: readonly string[] = [],
  builtIn: readonly EventTypeDefinition[] = STORE_EVENT_TYPES,
): EventRegistry {
  const known = new Map<string, EventTypeDefinition>();
  for (const definition of [...builtIn, ...definitions]) {
    checkDefinition(definition, known);
    known.set(definition.type, definition);
  }
  const passedOver = new Set(ignorable);
  return {
    upcast(event, position) {
      const definition = known.get(event.type);
      if (definition && event.v === definition.v) return event;
      if (definition && event.v < definition.v) return upcastTo(definition, event);
      if (event.meta.ignorable === true || passedOver.has(event.type)) return undefined;
      throw new UnknownEventTypeError(event.type, event.v, position);
    },
  };
}

/** The commit with its events in today's shape, without the ignorable unknown ones. */
export function upcastCommit<C extends LeanCommit>(commit: C, registry: EventRegistry): C {
  const { events, position } = commit;
  // Nearly every event is in today's shape: nothing is copied for those.
  const first = events.findIndex((event) => registry.upcast(event, position) !== event);
  if (first < 0) return commit;
  const current = events.slice(first).flatMap((event) => registry.upcast(event, position) ?? []);
  return { ...commit, events: [...events.slice(0, first), ...current] };
}

function upcastTo<E extends LeanEvent>(definition: EventTypeDefinition, event: E): E {
  let data = event.data;
  for (let v = event.v; v < definition.v; v++) data = definition.upcasters![v]!(data);
  return { ...event, v: definition.v, data };
}

function checkDefinition(definition: EventTypeDefinition, known: ReadonlyMap<string, unknown>): void {
  const { type, v, upcasters } = definition;
  if (known.has(type)) throw badRegistry(type, 'is defined twice', 'one definition for each type');
  for (let old = 1; old < v; old++) {
    if (!upcasters?.[old])
      throw badRegistry(type, `has no upcaster from version ${old}`, `one for each version below ${v}`);
  }
}

function badRegistry(type: string, what: string, expected: string): BailiwickError {
  return new BailiwickError('bad-event-registry', `Event type ${type} ${what}`, { value: type, expected });
}
