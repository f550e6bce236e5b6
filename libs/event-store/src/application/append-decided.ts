import { ConcurrencyError, IdempotencyKeyReusedError } from '../domain/event-store.errors.js';
import type { AppendRequest, AppendResult, EventStore } from '../domain/event-store.port.js';

/** Somebody else wins each race at most once for every decision of theirs; more rounds than this mean a fault. */
const MAX_ROUNDS = 20;

/**
 * Appends what `decide` makes of the state as it is; again, when somebody else was quicker. A key that is made of the
 * stream's version is taken by whoever was: that is a lost race, too.
 * @param decide reads the state anew each time; no events: nothing is to be done
 * @returns where it was recorded; `undefined` when nothing was to be done
 * @throws whatever `decide` throws
 */
export async function appendDecided(
  store: Pick<EventStore, 'append'>,
  decide: () => Promise<AppendRequest>,
): Promise<AppendResult | undefined> {
  for (let round = 1; ; round++) {
    const { stream, expectedVersion, events, ...options } = await decide();
    if (events.length === 0) return undefined;
    try {
      return await store.append(stream, expectedVersion, events, options);
    } catch (error) {
      if (!isLostRace(error) || round === MAX_ROUNDS) throw error;
    }
  }
}

function isLostRace(error: unknown): boolean {
  return error instanceof ConcurrencyError || error instanceof IdempotencyKeyReusedError;
}
