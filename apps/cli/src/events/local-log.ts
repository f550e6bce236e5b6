import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { eventRegistry, type EventStore, openEmbeddedEventStore } from '@bailiwick/event-store';
import { InvalidInputError } from '@bailiwick/kernel';
import { randomIds, systemClock } from '../../../server/src/system.js';

/** The log in a data directory, made where there is none. */
export function openLog(dataDir: string): Promise<EventStore> {
  const registry = eventRegistry(RECORDED_VERSIONS);
  return openEmbeddedEventStore({ dataDir, clock: systemClock, ids: randomIds, registry });
}

/** True when the data directory holds a log. */
export function hasLog(dataDir: string): boolean {
  return existsSync(join(dataDir, 'event-store', 'log.sqlite'));
}

/** The log in a data directory. @throws InvalidInputError when there is none: reading makes nothing */
export async function openExistingLog(dataDir: string): Promise<EventStore> {
  if (hasLog(dataDir)) return openLog(dataDir);
  throw new InvalidInputError([
    {
      code: 'no-log',
      message: `${dataDir} holds no log`,
      value: dataDir,
      expected: 'the data directory of a service',
      hint: 'Maybe set DATA_DIR, or give --data or --server',
    },
  ]);
}
