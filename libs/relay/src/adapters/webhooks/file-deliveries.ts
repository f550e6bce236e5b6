import { appendFile, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeliveryLog } from '../../application/webhooks/ports.js';
import type { Delivery, NewDelivery } from '../../domain/webhooks/delivery.js';

/** So many attempts are kept of each endpoint; the file holds twice as many lines at most. */
const KEPT = 1_000;

interface Book {
  lines: number;
  seq: number;
  lastOfFeed: Delivery | undefined;
  turn: Promise<unknown>;
}

/**
 * A file of JSON lines for each endpoint, `DIRECTORY/ID.ndjson` (mode 0600). In memory is only the last line of each.
 * A last line that a crash cut short is left out.
 */
export class FileDeliveries implements DeliveryLog {
  private readonly books = new Map<string, Promise<Book>>();

  constructor(
    private readonly directory: string,
    private readonly kept = KEPT,
  ) {}

  async record(webhookId: string, delivery: NewDelivery): Promise<Delivery> {
    const book = await this.book(webhookId);
    return this.inTurn(book, async () => {
      const recorded: Delivery = { seq: book.seq + 1, ...delivery };
      await this.append(webhookId, recorded);
      book.seq = recorded.seq;
      book.lines += 1;
      if (recorded.cause === 'feed') book.lastOfFeed = recorded;
      if (book.lines >= 2 * this.kept) await this.shorten(webhookId, book);
      return recorded;
    });
  }

  async list(webhookId: string): Promise<readonly Delivery[]> {
    return (await this.read(webhookId)).slice(-this.kept).reverse();
  }

  async lastOfFeed(webhookId: string): Promise<Delivery | undefined> {
    return (await this.book(webhookId)).lastOfFeed;
  }

  async forget(webhookId: string): Promise<void> {
    const book = await this.book(webhookId);
    await this.inTurn(book, async () => {
      await rm(this.pathOf(webhookId), { force: true });
      this.books.delete(webhookId);
    });
  }

  async close(): Promise<void> {
    for (const opened of this.books.values()) await (await opened).turn;
  }

  private inTurn<T>(book: Book, work: () => Promise<T>): Promise<T> {
    const result = book.turn.then(work);
    book.turn = result.catch(() => undefined);
    return result;
  }

  private book(webhookId: string): Promise<Book> {
    const opened = this.books.get(webhookId) ?? this.open(webhookId);
    this.books.set(webhookId, opened);
    opened.catch(() => this.books.delete(webhookId));
    return opened;
  }

  private async open(webhookId: string): Promise<Book> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const text = await this.text(webhookId);
    const found = text.split('\n').flatMap(parseLine);
    const lastOfFeed = found.findLast(({ cause }) => cause === 'feed');
    const book = { lines: found.length, seq: found.at(-1)?.seq ?? 0, lastOfFeed, turn: Promise.resolve() };
    // What was cut short must not have the next line written behind it.
    if (text !== '' && !text.endsWith('\n')) await this.shorten(webhookId, book);
    return book;
  }

  private async append(webhookId: string, delivery: Delivery): Promise<void> {
    const line = `${JSON.stringify(delivery)}\n`;
    if (delivery.retryAt === null) return appendFile(this.pathOf(webhookId), line, { mode: 0o600 });
    const file = await open(this.pathOf(webhookId), 'a', 0o600);
    try {
      await file.appendFile(line);
      await file.datasync();
    } finally {
      await file.close();
    }
  }

  /** Swapped in at once, so that a crash leaves the old file or the new one. */
  private async shorten(webhookId: string, book: Book): Promise<void> {
    const kept = (await this.read(webhookId)).slice(-this.kept);
    const path = this.pathOf(webhookId);
    const fresh = await open(`${path}.new`, 'w', 0o600);
    try {
      await fresh.writeFile(kept.map((delivery) => `${JSON.stringify(delivery)}\n`).join(''));
      await fresh.datasync();
    } finally {
      await fresh.close();
    }
    await rename(`${path}.new`, path);
    book.lines = kept.length;
  }

  private async read(webhookId: string): Promise<Delivery[]> {
    return (await this.text(webhookId)).split('\n').flatMap(parseLine);
  }

  private text(webhookId: string): Promise<string> {
    return readFile(this.pathOf(webhookId), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
  }

  private pathOf(webhookId: string): string {
    return join(this.directory, `${webhookId}.ndjson`);
  }
}

function parseLine(line: string): Delivery[] {
  if (line === '') return [];
  try {
    return [JSON.parse(line) as Delivery];
  } catch {
    return [];
  }
}
