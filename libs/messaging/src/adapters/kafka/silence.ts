import type { Consumer } from 'kafkajs';

/**
 * Notices a consumer that has stopped reading without an error: when brokers come and go, the library may wait for ever
 * for something that will not happen, and its promise neither resolves nor rejects.
 */
export class Silence {
  private heardAt: number;
  private busy = 0;

  /** @param now milliseconds that only grow */
  constructor(
    private readonly limitMs: number,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.heardAt = now();
  }

  listenTo(consumer: Pick<Consumer, 'on' | 'events'>): void {
    const { FETCH_START, FETCH, GROUP_JOIN } = consumer.events;
    const heard = (): void => void (this.heardAt = this.now());
    consumer.on(FETCH_START, heard);
    consumer.on(FETCH, heard);
    consumer.on(GROUP_JOIN, heard);
  }

  /** A handler may take its time, and nothing may be fetched meanwhile. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work;
    } finally {
      this.busy--;
      this.heardAt = this.now();
    }
  }

  /** For how long, in ms, nothing has been heard, once that is too long. */
  get tooLong(): number | undefined {
    const silent = this.busy > 0 ? 0 : this.now() - this.heardAt;
    return silent > this.limitMs ? silent : undefined;
  }
}
