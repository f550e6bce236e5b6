/**
 * Keeps batches that hold the same event apart: the later one is checked when the earlier one is recorded, so that it
 * is recorded whole or not at all whatever the other held. Batches of different events do not wait for one another.
 */
export class BatchesUnderWay {
  /** Who holds an event, by its identity; resolves when they are done. */
  private readonly holders = new Map<string, Promise<void>>();

  /** Resolves when no other batch holds any of the events. @returns what is to be called in the end */
  async enter(identities: readonly string[]): Promise<() => void> {
    for (let held; (held = identities.find((identity) => this.holders.has(identity))) !== undefined;)
      await this.holders.get(held);
    let done = (): void => undefined;
    const ended = new Promise<void>((resolve) => (done = resolve));
    for (const identity of identities) this.holders.set(identity, ended);
    return () => {
      for (const identity of identities) this.holders.delete(identity);
      done();
    };
  }
}
