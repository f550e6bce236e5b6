import type { Plan } from '@bailiwick/planning';

/** Characters in a chunk: JSON text is mostly ASCII, and a chunk stays well below 1 MB in any encoding. */
const CHUNK_LENGTH = 250_000;

/** A plan's body as pieces of text; put together again by `joinBody`. */
export function splitBody(plan: Plan): string[] {
  const text = JSON.stringify(plan);
  const chunks: string[] = [];
  for (let i = 0; i < text.length; i += CHUNK_LENGTH) chunks.push(text.slice(i, i + CHUNK_LENGTH));
  return chunks;
}

export function joinBody(chunks: readonly string[]): Plan {
  return JSON.parse(chunks.join('')) as Plan;
}
