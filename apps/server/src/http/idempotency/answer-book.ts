import type { Claim, ClaimOptions, KeptAnswer } from './idempotent-answers.port.js';

export const KEPT_MS = 24 * 60 * 60 * 1_000;

/** What happens to a key; `at` is in ms since the epoch. */
export type KeyEntry =
  | { readonly kind: 'claimed'; readonly name: string; readonly fingerprint: string; readonly at: number }
  | { readonly kind: 'answered'; readonly name: string; readonly at: number; readonly answer: KeptAnswer }
  | { readonly kind: 'released'; readonly name: string };

interface Key {
  readonly fingerprint: string;
  readonly at: number;
  /** By this process, which would know if the work had ended. */
  readonly ours: boolean;
  readonly answer?: KeptAnswer;
}

/** A claim, and what to record of it. */
interface Claimed {
  readonly claim: Claim;
  readonly entry?: KeyEntry;
}

/** The keys in memory, as a fold of what happened to them; reads no clock. */
export class AnswerBook {
  private readonly keys = new Map<string, Key>();

  /** What a claim at `now` leads to, and what to record of it. */
  claim(name: string, fingerprint: string, now: number, { repeatable }: ClaimOptions): Claimed {
    const key = this.keys.get(name);
    if (!key || isOver(key, now)) return first(name, fingerprint, now);
    if (key.fingerprint !== fingerprint) return { claim: { kind: 'reused' } };
    if (key.answer) return { claim: { kind: 'answered', answer: key.answer } };
    if (key.ours) return { claim: { kind: 'running' } };
    if (!repeatable) return { claim: { kind: 'unknown' } };
    return first(name, fingerprint, key.at);
  }

  /** @param ours false when the entry is read from an earlier run of the process */
  apply(entry: KeyEntry, ours: boolean): void {
    const { name } = entry;
    if (entry.kind === 'released') return void this.keys.delete(name);
    if (entry.kind === 'claimed') {
      // To the end of the map, which so stays in order of time.
      this.keys.delete(name);
      this.keys.set(name, { fingerprint: entry.fingerprint, at: entry.at, ours });
      return;
    }
    const key = this.keys.get(name);
    if (key) this.keys.set(name, { ...key, answer: entry.answer });
  }

  /** Forgets keys whose time is over. */
  expire(now: number): void {
    for (const [name, key] of this.keys) {
      // Whoever still works on a request keeps its key.
      if (isOver(key, now)) this.keys.delete(name);
      else return;
    }
  }

  get size(): number {
    return this.keys.size;
  }

  /** The least that leads to these keys again. */
  *entries(): Generator<KeyEntry> {
    for (const [name, { fingerprint, at, answer }] of this.keys) {
      yield { kind: 'claimed', name, fingerprint, at };
      if (answer) yield { kind: 'answered', name, at, answer };
    }
  }
}

function first(name: string, fingerprint: string, at: number): Claimed {
  return { claim: { kind: 'first', since: at }, entry: { kind: 'claimed', name, fingerprint, at } };
}

function isOver({ at, ours, answer }: Key, now: number): boolean {
  return now - at >= KEPT_MS && (answer !== undefined || !ours);
}
