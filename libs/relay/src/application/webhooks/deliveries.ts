import type { NoteStore } from '@bailiwick/event-store';
import type { Delivery, NewDelivery } from '../../domain/webhooks/delivery.js';
import type { Webhook } from '../../domain/webhooks/webhook-state.js';

/** So many attempts are kept of each endpoint. */
const KEPT = 1_000;
/** What is beyond them is removed when it has become this part of them. */
const SPARE = 0.1;

/**
 * The last attempts of each endpoint, as notes beside the log: whichever process makes an attempt, every one sees it.
 * They are no part of the log.
 */
export class Deliveries {
  /** The greatest number of each endpoint that is known or about to be written. */
  private readonly last = new Map<string, number>();

  constructor(
    private readonly notes: NoteStore,
    private readonly kept = KEPT,
  ) {}

  /** Gives it the next `seq`; durable when the promise resolves. */
  async record(webhookId: string, delivery: NewDelivery): Promise<Delivery> {
    const book = bookOf(webhookId);
    if (!this.last.has(webhookId)) await this.look(webhookId);
    for (;;) {
      const seq = this.last.get(webhookId)! + 1;
      this.last.set(webhookId, seq);
      const note = { key: String(seq), rank: seq, text: JSON.stringify(delivery) };
      if (await this.notes.save(book, note, 0)) {
        if (seq % Math.ceil(SPARE * this.kept) === 0) await this.notes.remove(book, seq - this.kept);
        return { seq, ...delivery };
      }
      // Another process has written down an attempt meanwhile.
      await this.look(webhookId);
    }
  }

  /** The newest first. */
  async list(webhookId: string): Promise<readonly Delivery[]> {
    const notes = await this.notes.list(bookOf(webhookId), this.kept);
    return notes.map(({ rank, text }) => ({ seq: rank, ...(JSON.parse(text) as NewDelivery) }));
  }

  /**
   * The failed attempt of the stream after which another one is due, by which a restart goes on. It need not be the
   * last: others of its batch may have arrived after it.
   */
  async failing({
    webhookId,
    revision,
  }: Pick<Webhook, 'webhookId' | 'revision'>): Promise<Delivery | undefined> {
    const triedSince = new Set<string>();
    for (const made of await this.list(webhookId)) {
      // Whoever changes an endpoint has it tried anew.
      if (made.revision !== revision) return undefined;
      if (made.cause !== 'feed' || triedSince.has(made.eventId)) continue;
      if (made.retryAt !== null) return made;
      triedSince.add(made.eventId);
    }
    return undefined;
  }

  async forget(webhookId: string): Promise<void> {
    await this.notes.remove(bookOf(webhookId));
  }

  private async look(webhookId: string): Promise<void> {
    const [newest] = await this.notes.list(bookOf(webhookId), 1);
    // Meanwhile others of this process may have gone further.
    this.last.set(webhookId, Math.max(this.last.get(webhookId) ?? 0, newest?.rank ?? 0));
  }
}

function bookOf(webhookId: string): string {
  return `webhook-deliveries:${webhookId}`;
}
