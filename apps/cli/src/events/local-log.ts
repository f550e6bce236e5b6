import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, type EventStore, type LogPlace, openEventStore } from '@bailiwick/event-store';
import { InvalidInputError } from '@bailiwick/kernel';
import { randomIds, systemClock } from '../../../server/src/system.js';

/** The log in a data directory or a database, made where there is none. */
export function openLog(place: LogPlace): Promise<EventStore> {
  const registry = eventRegistry(RECORDED_VERSIONS);
  return openEventStore({ ...place, clock: systemClock, ids: randomIds, registry });
}

/** False when the log would be in a data directory that holds none. */
export function mayHaveLog({ dataDir, mongodbUri }: LogPlace): boolean {
  return Boolean(mongodbUri) || existsSync(join(dataDir, 'event-store', 'log.sqlite'));
}

/** The log in a place. @throws InvalidInputError when a data directory holds none: reading makes nothing there */
export async function openExistingLog(place: LogPlace): Promise<EventStore> {
  if (mayHaveLog(place)) return openLog(place);
  const { dataDir } = place;
  throw new InvalidInputError([
    {
      code: 'no-log',
      message: `${dataDir} holds no log`,
      value: dataDir,
      expected: 'the data directory of a service',
      hint: 'Maybe set DATA_DIR or MONGODB_URI, or give --data, --mongodb or --server',
    },
  ]);
}
