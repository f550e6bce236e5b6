/** What some keys held at one moment. */
export interface Moment<K, V> {
  /** @param now tells what the key holds now */
  get(key: K, now: (key: K) => V): V;
  /** To be called when nobody reads it any more: until then every change costs a little. */
  release(): void;
}

/**
 * Lets what changes be read as it was at a moment, later and piece by piece, without being copied: what is about to
 * change is kept as it was for the moments that are still read.
 */
export class Moments<K, V> {
  private readonly kept = new Set<Map<K, V>>();

  /** To be called before a key's value changes. */
  keep(key: K, now: (key: K) => V): void {
    for (const before of this.kept) if (!before.has(key)) before.set(key, now(key));
  }

  /** This moment; constant time. */
  begin(): Moment<K, V> {
    const before = new Map<K, V>();
    this.kept.add(before);
    return {
      get: (key, now) => (before.has(key) ? (before.get(key) as V) : now(key)),
      release: () => this.kept.delete(before),
    };
  }
}
