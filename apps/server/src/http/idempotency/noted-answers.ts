import type { Note, NoteStore } from '@bailiwick/event-store';
import type { Clock, IdSource } from '@bailiwick/kernel';
import type { Claim, ClaimOptions, IdempotentAnswers, KeptAnswer } from './idempotent-answers.port.js';

export const KEPT_MS = 24 * 60 * 60 * 1_000;

export interface NotedAnswersOptions {
  /** What this process is called: no other one that lives has the name, and best it has it after a restart. */
  readonly holder: string;
  /** A claim of another process that gives no sign of life for so long is that of a dead one. */
  readonly leaseMs: number;
  readonly clock: Clock;
  /** Tells this life of the process from earlier ones. */
  readonly ids: IdSource;
}

/** What is noted of a key. */
interface Key {
  readonly fingerprint: string;
  /** When it was first claimed, ms since the epoch. */
  readonly since: number;
  readonly holder: string;
  readonly life: string;
  readonly answer?: KeptAnswer;
  readonly released?: true;
}

type Outcome = Pick<Key, 'answer' | 'released'>;

const BOOK = 'idempotency-keys';
/** A longer answer, in characters, is not kept: its key is given back. */
const MOST_CHARACTERS = 4_000_000;
const SWEEP_MS = 600_000;
/** Clocks of machines differ: nobody asks any more for what is removed. */
const SLACK_MS = 3_600_000;
const SIGNS_PER_LEASE = 3;

/**
 * Keys and answers as notes beside the log, the same for every process on it. While a request is worked on, its note
 * is written anew now and then, which shows others that somebody does; they judge by their own monotonic clock.
 */
export class NotedAnswers implements IdempotentAnswers {
  private readonly life: string;
  /** What this process works on, with what was asked. */
  private readonly open = new Map<string, string>();
  /** Claims of other processes, and since when (monotonic) they were seen in this version. */
  private readonly seen = new Map<string, { readonly version: number; readonly at: number }>();
  private signs: NodeJS.Timeout | undefined;
  private turn: Promise<unknown> = Promise.resolve();
  private sweptAt = -Infinity;

  constructor(
    private readonly notes: NoteStore,
    private readonly options: NotedAnswersOptions,
  ) {
    this.life = options.ids.next();
  }

  claim(name: string, fingerprint: string, options: ClaimOptions): Promise<Claim> {
    const result = this.turn.then(() => this.claimNow(name, fingerprint, options));
    this.turn = result.catch(() => undefined);
    return result;
  }

  async keep(name: string, answer: KeptAnswer): Promise<void> {
    const isLong = (answer.body?.length ?? 0) > MOST_CHARACTERS;
    await this.end(name, isLong ? { released: true } : { answer });
  }

  release(name: string): Promise<void> {
    return this.end(name, { released: true });
  }

  private async claimNow(name: string, fingerprint: string, options: ClaimOptions): Promise<Claim> {
    const ours = this.open.get(name);
    if (ours !== undefined) return { kind: ours === fingerprint ? 'running' : 'reused' };
    await this.sweep();
    for (;;) {
      const note = await this.notes.load(BOOK, name);
      const claim = this.judge(note, fingerprint, options);
      if (claim.kind !== 'first') return claim;
      const { holder } = this.options;
      const key: Key = { fingerprint, since: claim.since, holder, life: this.life };
      if (!(await this.write(name, key, note?.version ?? 0))) continue;
      this.open.set(name, fingerprint);
      this.signs ??= setInterval(() => this.giveSigns(), this.options.leaseMs / SIGNS_PER_LEASE).unref();
      return claim;
    }
  }

  /** What a claim leads to, given what is noted of the key. */
  private judge(note: Note | undefined, fingerprint: string, { repeatable }: ClaimOptions): Claim {
    const now = this.options.clock.now();
    const key = note && keyOf(note);
    if (!key || key.released) return { kind: 'first', since: now };
    const isRunning = !key.answer && this.isWorkedOn(note, key);
    if (now - key.since >= KEPT_MS && !isRunning) return { kind: 'first', since: now };
    if (key.fingerprint !== fingerprint) return { kind: 'reused' };
    if (key.answer) return { kind: 'answered', answer: key.answer };
    if (isRunning) return { kind: 'running' };
    return repeatable ? { kind: 'first', since: key.since } : { kind: 'unknown' };
  }

  private isWorkedOn({ key: name, version }: Note, { holder }: Key): boolean {
    // What this process works on it knows: this is of an earlier life, or could not be brought to its end.
    if (holder === this.options.holder) return false;
    const now = this.options.clock.monotonic();
    const seen = this.seen.get(name);
    if (seen?.version === version) return now - seen.at < this.options.leaseMs;
    this.seen.set(name, { version, at: now });
    return true;
  }

  private async end(name: string, outcome: Outcome): Promise<void> {
    try {
      await this.change(name, outcome);
    } finally {
      this.open.delete(name);
      if (this.open.size === 0) {
        clearInterval(this.signs);
        this.signs = undefined;
      }
    }
  }

  private giveSigns(): void {
    // A store that is away for a moment is told to whoever writes next; a sign that is missing is no harm.
    for (const name of this.open.keys()) this.change(name, {}).catch(() => undefined);
  }

  /** Does nothing when another process took this one for dead, and its claim. */
  private async change(name: string, outcome: Outcome): Promise<void> {
    for (;;) {
      const note = await this.notes.load(BOOK, name);
      const key = note && keyOf(note);
      if (!key || key.life !== this.life || key.answer || key.released) return;
      if (await this.write(name, { ...key, ...outcome }, note.version)) return;
    }
  }

  private write(name: string, key: Key, expected: number): Promise<boolean> {
    return this.notes.save(BOOK, { key: name, rank: key.since, text: JSON.stringify(key) }, expected);
  }

  private async sweep(): Promise<void> {
    const { clock } = this.options;
    const now = clock.monotonic();
    if (now - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = now;
    for (const [name, { at }] of this.seen) if (now - at >= SWEEP_MS) this.seen.delete(name);
    await this.notes.remove(BOOK, clock.now() - KEPT_MS - SLACK_MS);
  }
}

function keyOf({ text }: Note): Key {
  return JSON.parse(text) as Key;
}
