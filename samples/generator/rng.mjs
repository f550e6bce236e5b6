/**
 * Seeded randomness (mulberry32): the same seed and name give the same numbers on every machine.
 * Each topic draws from its own stream, so that a change in one does not disturb the others.
 */

/** @param {string} text */
function hash(text) {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193) >>> 0;
  return h;
}

/**
 * @param {number} seed
 * @param {string} topic
 */
export function stream(seed, topic) {
  let s = (Math.imul(seed >>> 0, 0x9e3779b1) ^ hash(topic)) >>> 0;
  const next = () => {
    s = (s + 0x6d2b79f5) >>> 0;
    let t = s;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  /** A whole number from `low` to `high`, both included. */
  const between = (low, high) => low + Math.floor(next() * (high - low + 1));
  return {
    next,
    between,
    /** @param {number} p */
    chance: (p) => next() < p,
    /** @template T @param {readonly T[]} list @returns {T} */
    pick: (list) => list[Math.floor(next() * list.length)],
    /** @template T @param {ReadonlyArray<readonly [T, number]>} entries value and weight @returns {T} */
    weighted(entries) {
      let at = next() * entries.reduce((sum, [, w]) => sum + w, 0);
      for (const [value, weight] of entries) if ((at -= weight) < 0) return value;
      return entries[entries.length - 1][0];
    },
    /** Roughly normal: the mean of four uniform draws, scaled. */
    normal: (mean, sd) => mean + (next() + next() + next() + next() - 2) * sd * 1.7320508,
    /** @template T @param {readonly T[]} list @returns {T[]} */
    shuffled(list) {
      const out = [...list];
      for (let i = out.length - 1; i > 0; i--) {
        const j = Math.floor(next() * (i + 1));
        [out[i], out[j]] = [out[j], out[i]];
      }
      return out;
    },
  };
}

/** @typedef {ReturnType<typeof stream>} Rng */
