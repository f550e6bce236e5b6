import type { AccountId, CsmId } from '@bailiwick/kernel';
import type { Relaxation } from '../verification.js';
import { type Frame, hasArc, NONE } from './frame.js';
import type { Holds } from './holds.js';
import { isLockedByRule } from './locked.js';
import type { Units } from './units.js';

/**
 * The accounts whose pin or lock is given up although it contradicts nothing that is kept: a pin to somebody who is not
 * eligible or has no capacity, another pin in the unit, a rival held at the same CSM. Empty: the relaxation is
 * irreducible.
 */
export function needlessRelaxations(setting: Held, relaxed: Relaxation): AccountId[] {
  const targets = new Map<AccountId, Set<CsmId>>();
  for (const { accountId, csmId } of setting.policy.pins) {
    const id = accountId as AccountId;
    if (relaxed.pins.has(id)) targets.set(id, (targets.get(id) ?? new Set()).add(csmId as CsmId));
  }
  return [
    ...[...relaxed.pins].filter((id) => !isPinContradicted(setting, id, [...(targets.get(id) ?? [])])),
    ...[...relaxed.locks].filter((id) => !isLockContradicted(setting, id)),
  ];
}

type Held = Frame & Units & { readonly holds: Holds };

function isPinContradicted(setting: Held, id: AccountId, targets: readonly CsmId[]): boolean {
  const i = setting.accountIndex.get(id);
  if (i === undefined || targets.length === 0) return false;
  const u = setting.unitOf[i]!;
  const { members } = setting.units[u]!;
  const j = setting.csmIndex.get(targets[0]!);
  return (
    targets.length > 1 ||
    j === undefined ||
    !members.every((m) => hasArc(setting, m, j)) ||
    (setting.holds.pins.get(u)?.some((pin) => pin.csm !== j) ?? false) ||
    meetsRival(setting, members, j)
  );
}

function isLockContradicted(setting: Held, id: AccountId): boolean {
  const i = setting.accountIndex.get(id);
  if (i === undefined) return false;
  const u = setting.unitOf[i]!;
  const { members, lead, anchor } = setting.units[u]!;
  const locked =
    anchor !== NONE && isLockedByRule(setting.accounts[lead]!, setting.policy.locks, setting.asOfDay);
  return locked && !setting.holds.pins.has(u) && meetsRival(setting, members, anchor);
}

/** True when a unit other than that of the members, and in conflict with one of them, is held at the CSM. */
function meetsRival(
  { conflictGroups, conflictGroupsOf, unitOf, holds }: Held,
  members: readonly number[],
  csm: number,
): boolean {
  const rivals = members
    .flatMap((m) => conflictGroupsOf.get(m) ?? [])
    .flatMap((g) => conflictGroups[g]!.members);
  return rivals.some((k) => unitOf[k] !== unitOf[members[0]!] && holds.heldAt[unitOf[k]!] === csm);
}
