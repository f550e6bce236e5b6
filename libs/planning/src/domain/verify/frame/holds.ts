import type { AccountId, CsmId } from '@bailiwick/kernel';
import type { Relaxation } from '../verification.js';
import { type Frame, hoursAt, NONE, pairKey, pairsBy, UNKNOWN } from './frame.js';
import { isLockedByRule } from './locked.js';
import type { Units } from './units.js';

/** A pin of the policy: the account, and with it its unit, goes to the CSM. */
export interface Pin {
  readonly account: number;
  /** `UNKNOWN` when it is not in the input. */
  readonly csm: number;
  readonly csmId: CsmId;
}

/** What locks and pins hold where, and how much room that takes. */
export interface Holds {
  /** The pins of each unit that has some, in the policy's order. */
  readonly pins: ReadonlyMap<number, readonly Pin[]>;
  /** The CSM that each unit is held at: its (first) pin, else its anchor when locked, else `NONE`. */
  readonly heldAt: Int32Array;
  /** Hours, accounts held by each CSM. */
  readonly hours: Float64Array;
  readonly accounts: Int32Array;
  /** How many pairs (AE, person) the held units make of each AE, and of each CSM. */
  readonly pairsOfAe: Int32Array;
  readonly pairsOfCsm: Int32Array;
  /** Hours and accounts held by each CSM of each tier, `csm * tiers + tier` in the order of `tierIds`. */
  readonly tierHours: Float64Array;
  readonly tierAccounts: Int32Array;
  readonly tierIds: readonly string[];
}

/** The holds of locked units and pins that the plan does not give up. */
export function holdsOf(frame: Frame, { units, unitOf }: Units, relaxed: Relaxation): Holds {
  const pins = pinsByUnit(frame, unitOf, relaxed.pins);
  const heldAt = Int32Array.from(units, (unit, u) => {
    const pin = pins.get(u)?.[0];
    if (pin) return pin.csm;
    if (
      unit.anchor === NONE ||
      !isLockedByRule(frame.accounts[unit.lead]!, frame.policy.locks, frame.asOfDay)
    )
      return NONE;
    return unit.members.some((i) => relaxed.locks.has(frame.accounts[i]!.accountId)) ? NONE : unit.anchor;
  });
  return { pins, heldAt, ...room(frame, unitOf, heldAt) };
}

function pinsByUnit(frame: Frame, unitOf: Int32Array, relaxed: ReadonlySet<AccountId>): Map<number, Pin[]> {
  const pins = new Map<number, Pin[]>();
  for (const { accountId, csmId } of frame.policy.pins) {
    const account = frame.accountIndex.get(accountId as AccountId);
    if (account === undefined || relaxed.has(accountId as AccountId)) continue;
    const pin = { account, csm: frame.csmIndex.get(csmId as CsmId) ?? UNKNOWN, csmId: csmId as CsmId };
    const u = unitOf[account]!;
    const known = pins.get(u);
    if (known) known.push(pin);
    else pins.set(u, [pin]);
  }
  return pins;
}

function room(frame: Frame, unitOf: Int32Array, heldAt: Int32Array): Omit<Holds, 'pins' | 'heldAt'> {
  const tierIds = [...new Set(frame.policy.tierMix.map((mix) => mix.tier))];
  const [n, t] = [frame.csms.length, tierIds.length];
  const held = { hours: new Float64Array(n), accounts: new Int32Array(n) };
  const pairs = new Set<number>();
  const [tierHours, tierAccounts] = [new Float64Array(n * t), new Int32Array(n * t)];
  for (let i = 0; i < unitOf.length; i++) {
    const j = heldAt[unitOf[i]!]!;
    if (j < 0) continue;
    const hours = hoursAt(frame, i, j);
    held.hours[j]! += hours;
    held.accounts[j]!++;
    if (frame.ae[i] !== NONE && !frame.csms[j]!.pool) pairs.add(pairKey(frame, frame.ae[i]!, j));
    const tier = tierIds.indexOf(frame.tiers[i]!.id);
    if (tier === -1) continue;
    tierHours[j * t + tier]! += hours;
    tierAccounts[j * t + tier]!++;
  }
  return { ...held, ...pairCounts(frame, pairs), tierHours, tierAccounts, tierIds };
}

function pairCounts(frame: Frame, pairs: Iterable<number>): Pick<Holds, 'pairsOfAe' | 'pairsOfCsm'> {
  return { pairsOfAe: pairsBy('ae', pairs, frame), pairsOfCsm: pairsBy('csm', pairs, frame) };
}
