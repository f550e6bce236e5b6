import type { Commit } from '../domain/commit.js';
import type { EventStore } from '../domain/event-store.port.js';

/** The fold of one short stream that is kept: each reader first reads the stream to its end; readers take turns. */
export class LiveStream<State> {
  private version = 0;
  private turn: Promise<unknown> = Promise.resolve();

  /** @param apply may change the state in place */
  constructor(
    private readonly store: Pick<EventStore, 'readStream'>,
    private readonly stream: string,
    private state: State,
    private readonly apply: (state: State, commit: Commit) => State,
  ) {}

  /** The state at the stream's end; not to be changed. */
  read(): Promise<State> {
    const result = this.turn.then(() => this.readOn());
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async readOn(): Promise<State> {
    for await (const commit of this.store.readStream(this.stream, this.version)) {
      this.state = this.apply(this.state, commit);
      this.version = commit.to;
    }
    return this.state;
  }
}
