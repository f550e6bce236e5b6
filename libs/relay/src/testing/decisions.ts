import type { AccountAssignedData, AccountTieredData, PlanSummary } from '@bailiwick/contracts';
import { Any, type AppendRequest, type NewEvent } from '@bailiwick/event-store';

const META = { actor: { id: 'system:test', role: 'admin' }, correlationId: 'c', causationId: 'c' } as const;

export const SUMMARY: PlanSummary = {
  counts: { accounts: 9, moves: 3, mandatoryMoves: 1, placed: 1, unassigned: 0 },
  metrics: { objective: 12.5 },
};

/** An assignment with harmless values where nothing is said. */
export function assignment(over: Partial<Record<keyof AccountAssignedData, unknown>> = {}): NewEvent {
  const data = {
    accountId: 'A1',
    from: null,
    to: 'C1',
    acting: null,
    aeId: 'E1',
    tier: 'high',
    reason: { code: 'new-account', text: 'best fit' },
    effectiveAt: '2026-03-01T00:00:00.000Z',
    causedBy: { source: '/crm', id: '1' },
    ownershipVersion: 1,
    ...over,
  };
  return decision('AccountAssigned', data);
}

export function tiering(over: Partial<Record<keyof AccountTieredData, unknown>> = {}): NewEvent {
  const data = {
    accountId: 'A1',
    from: null,
    to: 'high',
    raw: 'high',
    ruleSetVersion: 1,
    ruleId: 'r1',
    reason: 'large',
    effectiveAt: '2026-03-01T00:00:00.000Z',
    causedBy: null,
    ...over,
  };
  return decision('AccountTiered', data);
}

/** An event of a plan or of any other sort. */
export function decision(type: string, data: object): NewEvent {
  return { id: `event-${++made}`, type, v: 1, data, meta: META };
}

let made = 0;

/** A commit of `events`, whose key is used once. */
export function commitOf(stream: string, events: readonly NewEvent[]): AppendRequest {
  return { stream, expectedVersion: Any, idempotencyKey: `key-${++made}`, events };
}
