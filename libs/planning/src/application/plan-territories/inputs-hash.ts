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

/** JSON with the keys of every object in order; undefined where there is nothing to write. */
function canonical(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((v) => canonical(v) ?? 'null').join()}]`;
  let text = '';
  for (const key of Object.keys(value).sort()) {
    const written = canonical((value as Record<string, unknown>)[key]);
    if (written !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${written}`;
  }
  return `{${text}}`;
}
