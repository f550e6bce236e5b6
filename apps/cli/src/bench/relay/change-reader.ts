import type { MessageBroker, ReceivedMessage } from '@bailiwick/messaging';

/** Reads `territory-changed` as a downstream system does, and keeps when the change for each incoming event was read. */
export class ChangeReader {
  /** By the id of the event that led to the change: milliseconds of `performance.now()`. */
  readonly readAt = new Map<string, number>();
  /** When the change was recorded in the log, likewise. */
  readonly decidedAt = new Map<string, number>();
  /** When it was handed to the broker, likewise. */
  readonly sentAt = new Map<string, number>();
  private readonly stopping = new AbortController();
  private readonly reading: Promise<void>;

  constructor(broker: MessageBroker, topic: string, group: string) {
    this.reading = broker.consumer({ group, topics: [topic] }).run(async ({ messages }) => {
      const now = performance.now();
      for (const message of messages) this.take(message, now);
    }, this.stopping.signal);
    this.reading.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.reading;
  }

  private take({ value, timestamp }: ReceivedMessage, now: number): void {
    const { causedBy, recordedAt } = JSON.parse(new TextDecoder().decode(value!)) as {
      readonly causedBy: { readonly id: string } | null;
      readonly recordedAt: string;
    };
    if (!causedBy || this.readAt.has(causedBy.id)) return;
    this.readAt.set(causedBy.id, now);
    this.decidedAt.set(causedBy.id, Date.parse(recordedAt) - performance.timeOrigin);
    this.sentAt.set(causedBy.id, timestamp - performance.timeOrigin);
  }
}
