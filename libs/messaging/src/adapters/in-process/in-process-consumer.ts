import type { StopSignal } from '@bailiwick/event-store';
import type { BatchHandler, ConsumerOptions, MessageConsumer } from '../../domain/messaging.port.js';
import type { InProcessTopics } from './in-process-topics.js';

const DEFAULT_MAX_BATCH = 500;
const RETRY_MS = 50;

/** A member of a group in this process; see `MessageConsumer` for the contract. */
export class InProcessConsumer implements MessageConsumer {
  constructor(
    private readonly topics: InProcessTopics,
    private readonly options: ConsumerOptions,
  ) {}

  async run(handler: BatchHandler, signal: StopSignal): Promise<void> {
    const { group } = this.options;
    this.topics.join(group, this);
    try {
      while (!signal.aborted) {
        const changed = this.nextChange(signal);
        if (!(await this.round(handler, signal))) await changed.promise;
        changed.forget();
      }
    } finally {
      this.topics.leave(group, this);
    }
  }

  /** True when something was handled, so that there may be more. */
  private async round(handler: BatchHandler, signal: StopSignal): Promise<boolean> {
    const { group, topics, maxBatch = DEFAULT_MAX_BATCH } = this.options;
    let handled = false;
    for (const topic of topics)
      for (const partition of this.topics.partitionsOf(group, this, topic)) {
        const messages = this.topics.unread(group, topic, partition, maxBatch);
        if (messages.length === 0 || signal.aborted) continue;
        handled = true;
        try {
          await handler({ topic, partition, messages });
          this.topics.commit({ group, topic, partition, next: messages.at(-1)!.offset + 1n });
        } catch {
          await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
        }
      }
    return handled;
  }

  private nextChange(signal: StopSignal): { readonly promise: Promise<void>; forget(): void } {
    let forget = (): void => undefined;
    const promise = new Promise<void>((resolve) => {
      const unwatch = this.topics.watch(resolve);
      const stop = (): void => resolve();
      signal.addEventListener('abort', stop);
      forget = () => {
        unwatch();
        signal.removeEventListener('abort', stop);
      };
    });
    return { promise, forget };
  }
}
