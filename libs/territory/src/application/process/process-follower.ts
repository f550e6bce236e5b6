import type { AppendOutcome, AppendRequest } from '@bailiwick/event-store';
import { BailiwickError } from '@bailiwick/kernel';
import { type ProcessDependencies, TerritoryProcess } from './territory-process.js';

/**
 * The state of the territory process in a process that does not do this work: follows what was decided elsewhere, and
 * decides nothing. Whoever decides is always ahead, so every reaction is found in the log.
 */
export class ProcessFollower {
  private process: TerritoryProcess | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly deps: ProcessDependencies) {}

  /**
   * @param position everything up to here was reacted to, durably
   * @throws BailiwickError `process-elsewhere` when this version would have decided otherwise
   */
  at(position: number): Promise<TerritoryProcess> {
    const result = this.turn.then(() => this.follow(position));
    this.turn = result.catch(() => undefined);
    return result;
  }

  private async follow(position: number): Promise<TerritoryProcess> {
    try {
      this.process ??= await this.opened();
      await this.process.follow(position);
      return this.process;
    } catch (error) {
      // Half a step may have been made: the next one starts from the last snapshot.
      this.process = undefined;
      throw error;
    }
  }

  private async opened(): Promise<TerritoryProcess> {
    const process = new TerritoryProcess(this.deps, (requests) => this.recordedAlready(requests));
    await process.open();
    return process;
  }

  /** What is found by content, as pieces of a plan are, may have been recorded as another reaction's. */
  private async recordedAlready(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    const keys = requests.map(({ idempotencyKey }) => idempotencyKey);
    const recorded = await this.deps.store.findByKeys(keys);
    return keys.map((key): AppendOutcome => {
      const commit = recorded.get(key);
      if (!commit) return { ok: false, error: otherwise(key) };
      const { position, from, to, recordedAt } = commit;
      return { ok: true, result: { position, from, to, recordedAt, repeated: true } };
    });
  }
}

function otherwise(key: string): BailiwickError {
  return new BailiwickError(
    'process-elsewhere',
    'the process that places accounts decided otherwise than this one would',
    {
      value: key,
      expected: 'every process of one version',
      hint: 'Maybe ask again when all are updated',
    },
  );
}
