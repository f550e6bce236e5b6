import type { Commit } from '../domain/commit.js';
import { StoreUnavailableError } from '../domain/event-store.errors.js';
import type { EventStore } from '../domain/event-store.port.js';

/** A read model as a fold of the log that can be put into bytes. */
export interface Projection<State> {
  readonly name: string;
  /** A new number for every change of the fold or of the bytes: older snapshots are then left alone. */
  readonly reducerVersion: number;
  initial(): State;
  /** The state after `commit`; may change `state` in place. */
  apply(state: State, commit: Commit): State;
  encode(state: State): Uint8Array;
  decode(bytes: Uint8Array): State;
}

export interface Projected<State> {
  readonly state: State;
  /** The last position in `state`. */
  readonly position: number;
  /** Why no snapshot could be saved; the state is right all the same, only the next start takes longer. */
  readonly snapshotError?: StoreUnavailableError;
}

export interface ProjectOptions {
  /** Fold from the start of the log, whatever snapshots there are. */
  readonly rebuild?: boolean;
  /** Save a snapshot at the end when at least this many commits were folded. Default 10,000; 0 always. */
  readonly snapshotAfter?: number;
}

const SNAPSHOT_AFTER = 10_000;

/**
 * The state of a projection at the head: from its snapshot if there is a usable one, else from the start.
 * A snapshot is swapped in whole at the end; a run that dies leaves the present one as it is.
 */
export async function project<State>(
  store: Pick<EventStore, 'readPages' | 'head' | 'snapshots'>,
  projection: Projection<State>,
  { rebuild = false, snapshotAfter = SNAPSHOT_AFTER }: ProjectOptions = {},
): Promise<Projected<State>> {
  const { name, reducerVersion } = projection;
  const start = rebuild ? undefined : await usableSnapshot(store, projection);
  let { state, position } = start ?? { state: projection.initial(), position: 0 };
  for await (const page of store.readPages(position)) {
    for (const commit of page) state = projection.apply(state, commit);
    position = page.at(-1)?.position ?? position;
  }
  const folded = position - (start?.position ?? 0);
  if (folded === 0 || folded < snapshotAfter) return { state, position };
  try {
    await store.snapshots.save(name, reducerVersion, { position, bytes: projection.encode(state) });
  } catch (error) {
    if (error instanceof StoreUnavailableError) return { state, position, snapshotError: error };
    throw error;
  }
  return { state, position };
}

const SNAPSHOT_EVERY = 20_000;

/** A projection that is kept: each reader first reads the log to its head; readers take turns. */
export class LiveProjection<State> {
  private held: { state: State } | undefined;
  private reached = 0;
  private savedAt = 0;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Pick<EventStore, 'readPages' | 'head' | 'snapshots'>,
    private readonly projection: Projection<State>,
  ) {}

  /** The last position in what was read last. */
  get position(): number {
    return this.reached;
  }

  /** The state at the head; not to be changed. */
  read(): Promise<State> {
    const result = this.turn.then(() => this.readOn());
    this.turn = result.catch(() => undefined);
    return result;
  }

  /** Puts the state aside, so that the next start is quick. */
  async save(): Promise<void> {
    if (!this.held || this.reached === this.savedAt) return;
    const { name, reducerVersion, encode } = this.projection;
    const position = this.reached;
    await this.store.snapshots.save(name, reducerVersion, { position, bytes: encode(this.held.state) });
    this.savedAt = position;
  }

  private async readOn(): Promise<State> {
    const held = (this.held ??= await this.restored());
    for await (const page of this.store.readPages(this.reached))
      for (const commit of page) {
        held.state = this.projection.apply(held.state, commit);
        this.reached = commit.position;
      }
    if (this.reached - this.savedAt >= SNAPSHOT_EVERY) await this.save();
    return held.state;
  }

  private async restored(): Promise<{ state: State }> {
    const start = await usableSnapshot(this.store, this.projection);
    this.reached = this.savedAt = start?.position ?? 0;
    return { state: start ? start.state : this.projection.initial() };
  }
}

async function usableSnapshot<State>(
  store: Pick<EventStore, 'head' | 'snapshots'>,
  projection: Projection<State>,
): Promise<Projected<State> | undefined> {
  const snapshot = await store.snapshots.load(projection.name, projection.reducerVersion);
  if (!snapshot) return undefined;
  // A log restored to an earlier point makes later snapshots tell of a future that did not happen.
  const { position: head } = await store.head();
  if (snapshot.position > head) return undefined;
  return { state: projection.decode(snapshot.bytes), position: snapshot.position };
}
