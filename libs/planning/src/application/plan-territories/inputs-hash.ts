import { createHash } from 'node:crypto';
import type { PlanningInput } from '../../domain/problem/planning-input.js';

/** SHA-256 (hex) of everything that a plan depends on besides seed and limits; equal inputs have equal hashes. */
export function inputsHash(input: PlanningInput): string {
  const hash = createHash('sha256');
  const add = (value: unknown): void => void hash.update(`${canonical(value)}\n`);
  add(input.asOf);
  add(input.policy);
  add(input.tiers);
  for (const a of input.company.accounts) add({ ...a, tier: input.tierOf.get(a.accountId) });
  for (const c of input.company.csms) add(c);
  for (const a of input.company.aes ?? []) add(a);
  return hash.digest('hex');
}

/** JSON with the keys of every object in order. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );
}
