/** Characters in a chunk: JSON text is mostly ASCII, and a chunk stays below 1 MB in any encoding. */
const CHUNK_LENGTH = 250_000;

/** A text as pieces that each fit into one commit; at least one. */
export function splitText(text: string): string[] {
  const chunks: string[] = [];
  for (let i = 0; i < text.length || i === 0; i += CHUNK_LENGTH) chunks.push(text.slice(i, i + CHUNK_LENGTH));
  return chunks;
}
