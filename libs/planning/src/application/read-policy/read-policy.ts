import { type Policy, policySchema, zodProblems } from '@bailiwick/contracts';
import type { Problem } from '@bailiwick/kernel';
import { type JsonDocument, readJson } from '@bailiwick/tiering';

const CAPS = { bytes: 4 * 1024 * 1024, depth: 32, values: 400_000 };

export type PolicyRead =
  | { readonly policy: Policy; readonly problems: readonly [] }
  | { readonly policy?: undefined; readonly problems: readonly Problem[] };

/** Reads a planning policy as people write it: strict JSON; every problem with line, column, pointer and hint. */
export function readPolicy(source: string | Uint8Array, file?: string): PolicyRead {
  const { document, problems } = readJson(source, CAPS, file);
  if (!document) return { problems };
  const parsed = policySchema.safeParse(document.value);
  if (parsed.success) return { policy: parsed.data, problems: [] };
  const found = zodProblems(parsed.error.issues, document.value, {
    knownFields: Object.keys(policySchema.shape),
  });
  return { problems: found.map((p) => place(document, p)) };
}

function place(document: JsonDocument, { pointer, ...problem }: Problem): Problem {
  return document.place({ ...problem, path: pathOf(pointer ?? '', document.value) });
}

/** The keys and indices of a pointer, as far as the document goes: a missing field stands where its object does. */
function pathOf(pointer: string, root: unknown): (string | number)[] {
  const path: (string | number)[] = [];
  let at: unknown = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) break;
    path.push(Array.isArray(at) ? Number(key) : key);
    at = (at as Record<string, unknown>)[key];
  }
  return path;
}
