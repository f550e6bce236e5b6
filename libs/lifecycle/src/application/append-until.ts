import {
  ConcurrencyError,
  type AppendRequest,
  type AppendResult,
  type EventStore,
} from '@bailiwick/event-store';
import { BailiwickError } from '@bailiwick/kernel';

/** Somebody else wins each race at most once for every event of theirs; more rounds than this mean a fault. */
export const MAX_ROUNDS = 50;

export function contention(stream?: string): BailiwickError {
  return new BailiwickError('ingest-contention', 'Recording an event lost too many races in a row', {
    ...(stream === undefined ? {} : { value: stream }),
    hint: 'Maybe send it again later',
  });
}

/** Appends what `make` says for the stream's present version, again and again until nobody else is faster. */
export async function appendUntil(
  store: Pick<EventStore, 'append' | 'streamVersion'>,
  stream: string,
  make: Omit<AppendRequest, 'stream' | 'expectedVersion'>,
): Promise<AppendResult> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    try {
      const version = await store.streamVersion(stream);
      return await store.append(stream, version, make.events, { idempotencyKey: make.idempotencyKey });
    } catch (error) {
      if (!(error instanceof ConcurrencyError)) throw error;
    }
  }
  throw contention(stream);
}
