import type { Policy, TierOverriddenData } from '@bailiwick/contracts';
import type { Timer } from '@bailiwick/event-store';
import { decodeBook, encodeBook } from '@bailiwick/portfolio';
import { PlanBoard } from '../../domain/plan/plan-board.js';
import type { RuleSetsState } from '../../domain/rules/rule-set-state.js';
import type { PlanState } from '../../domain/plan/plan-state.js';
import {
  type Ownership,
  ProcessState,
  type TierMemory,
  type Unplaced,
} from '../../domain/process/process-state.js';

/** Counts up when the process would come to other states, or this format changes. */
export const PROCESS_VERSION = 4;

interface Header {
  readonly position: number;
  readonly time: number;
  readonly policy: Policy;
  readonly plans: readonly PlanState[];
  readonly ruleSets: RuleSetsState;
  /** The document in force; absent: the built-in one. */
  readonly ruleSet?: unknown;
  readonly timers: readonly Timer[];
  readonly tiers: readonly (readonly [string, TierMemory])[];
  readonly overrides: readonly TierOverriddenData[];
  readonly unplaced: readonly (readonly [string, Unplaced])[];
  readonly departures: readonly string[];
  readonly overloaded: readonly string[];
  readonly owners: readonly (readonly [string, Ownership])[];
}

/** A state as bytes: the length of a JSON header, the header, then the book. Call it only while no row is stale. */
export function encodeProcess(state: ProcessState): Uint8Array {
  const { position, time, policy, ruleSets, ruleSet } = state;
  const header: Header = {
    position,
    time,
    policy,
    ruleSets,
    ruleSet,
    plans: state.board.list(),
    timers: state.timers.list(),
    tiers: [...state.tiers],
    overrides: [...state.overrides.values()],
    unplaced: [...state.unplaced],
    departures: [...state.departures],
    overloaded: [...state.overloaded],
    owners: [...state.ownerships()],
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const book = encodeBook(state.book);
  const bytes = new Uint8Array(4 + text.byteLength + book.byteLength);
  new DataView(bytes.buffer).setUint32(0, text.byteLength);
  bytes.set(text, 4);
  bytes.set(book, 4 + text.byteLength);
  return bytes;
}

/** The state, or `undefined` when the bytes are of another sort of machine. */
export function decodeProcess(bytes: Uint8Array): ProcessState | undefined {
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + size))) as Header;
  const book = decodeBook(bytes.subarray(4 + size));
  if (!book) return undefined;
  const state = new ProcessState();
  const { position, time, policy, ruleSets, ruleSet } = header;
  Object.assign(state, { book, position, time, policy, ruleSets, ruleSet });
  state.board = new PlanBoard(header.plans);
  for (const timer of header.timers) state.timers.schedule(timer);
  for (const [id, memory] of header.tiers) state.tiers.set(id, memory);
  for (const override of header.overrides) state.overrides.set(override.accountId, override);
  for (const [id, unplaced] of header.unplaced) state.unplaced.set(id, unplaced);
  for (const name of header.departures) state.departures.add(name);
  for (const csmId of header.overloaded) state.overloaded.add(csmId);
  for (const [id, ownership] of header.owners) state.setOwner(id, ownership);
  return state;
}
