import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '@bailiwick/kernel';
import { AnswerBook, type KeyEntry } from '../answer-book.js';
import type { Claim, ClaimOptions, IdempotentAnswers, KeptAnswer } from '../idempotent-answers.port.js';

/** The file is written anew when it holds this many lines more than are needed. */
const SPARE_LINES = 1_000;

/**
 * Keys and answers in a file of JSON lines, each on the disk before it counts. Opened on first use; a last line that a
 * crash cut short is left out. One process at a time.
 */
export class FileAnswers implements IdempotentAnswers {
  private readonly book = new AnswerBook();
  private file: FileHandle | undefined;
  private lines = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly path: string,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  claim(name: string, fingerprint: string, options: ClaimOptions): Promise<Claim> {
    return this.inTurn(async () => {
      const now = this.clock.now();
      this.book.expire(now);
      const { claim, entry } = this.book.claim(name, fingerprint, now, options);
      if (entry) await this.record(entry);
      return claim;
    });
  }

  keep(name: string, answer: KeptAnswer): Promise<void> {
    return this.inTurn(() => this.record({ kind: 'answered', name, at: this.clock.now(), answer }));
  }

  release(name: string): Promise<void> {
    return this.inTurn(() => this.record({ kind: 'released', name }));
  }

  close(): Promise<void> {
    return this.inTurn(async () => {
      await this.file?.close();
      this.file = undefined;
    }, false);
  }

  private inTurn<T>(work: () => Promise<T>, opens = true): Promise<T> {
    const result = this.turn.then(async () => {
      if (opens && !this.file) await this.start();
      return work();
    });
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async start(): Promise<void> {
    if (this.lines === 0) for (const entry of await this.written()) this.book.apply(entry, false);
    this.book.expire(this.clock.now());
    await this.rewrite();
  }

  private async written(): Promise<KeyEntry[]> {
    const text = await readFile(this.path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    return text.split('\n').flatMap(parseLine);
  }

  private async record(entry: KeyEntry): Promise<void> {
    await this.file!.appendFile(`${JSON.stringify(entry)}\n`);
    await this.file!.datasync();
    this.book.apply(entry, true);
    this.lines += 1;
    if (this.lines > SPARE_LINES + 2 * this.book.size) await this.rewrite();
  }

  /** Swapped in at once, so that a crash leaves the old file or the new one. */
  private async rewrite(): Promise<void> {
    await mkdir(dirname(this.path), { recursive: true, mode: 0o700 });
    const entries = [...this.book.entries()].map((entry) => `${JSON.stringify(entry)}\n`);
    const fresh = await open(`${this.path}.new`, 'w', 0o600);
    await fresh.appendFile(entries.join(''));
    await fresh.datasync();
    await rename(`${this.path}.new`, this.path);
    await this.file?.close();
    this.file = fresh;
    this.lines = entries.length;
  }
}

function parseLine(line: string): KeyEntry[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as KeyEntry];
  } catch {
    return [];
  }
}
