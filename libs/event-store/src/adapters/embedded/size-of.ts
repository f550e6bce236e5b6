/** What a commit costs besides its events, in characters. */
const COMMIT_OVERHEAD = 500;

/** About how many characters commits with these bodies are. */
export function sizeOf(bodies: readonly string[]): number {
  return bodies.reduce((sum, body) => sum + COMMIT_OVERHEAD + body.length, 0);
}
