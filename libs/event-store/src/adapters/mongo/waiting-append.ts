import { StoreUnavailableError } from '../../domain/event-store.errors.js';
import type { PreparedOutcome } from '../../domain/append-batch.js';
import type { AppendOutcome, Fence } from '../../domain/event-store.port.js';

/** What a commit costs besides its events, in characters. */
const COMMIT_OVERHEAD = 500;

/** One caller's requests on their way into the log. */
export class WaitingAppend {
  /** Characters, about. */
  readonly size: number;
  private readonly outcomes: AppendOutcome[] = [];

  /** @param open the requests without an outcome, in order */
  constructor(
    public open: readonly PreparedOutcome[],
    public atPosition: number | undefined,
    readonly fence: Fence | undefined,
    private readonly resolve: (outcomes: AppendOutcome[]) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.size = open.reduce((sum, p) => sum + COMMIT_OVERHEAD + ('body' in p ? p.body.length : 0), 0);
  }

  /**
   * Takes the outcomes up to the first that was planned beyond `lastWritten`, and answers when that was all of them.
   * @returns whether it was
   */
  take(planned: readonly AppendOutcome[], lastWritten: number): boolean {
    const unwritten = planned.findIndex((outcome) => outcome.ok && outcome.result.position > lastWritten);
    const taken = unwritten < 0 ? planned : planned.slice(0, unwritten);
    this.outcomes.push(...taken);
    this.open = this.open.slice(taken.length);
    if (this.atPosition !== undefined)
      this.atPosition += taken.filter((o) => o.ok && !o.result.repeated).length;
    if (this.open.length > 0) return false;
    this.resolve(this.outcomes);
    return true;
  }

  /** A store that is away is the outcome of what is still open; any other error is a fault of this program. */
  fail(error: unknown): void {
    if (!(error instanceof StoreUnavailableError)) return this.reject(error);
    this.resolve([...this.outcomes, ...this.open.map((): AppendOutcome => ({ ok: false, error }))]);
  }
}
