import { join } from 'node:path';
import { RECORDED_VERSIONS } from '@bailiwick/contracts';
import { Any, eventRegistry, type EventStore, openMemoryEventStore, startedBy } from '@bailiwick/event-store';
import { openLog } from '../../events/local-log.js';
import { randomIds, systemClock } from '../../../../server/src/system.js';
import { BENCH_ACTOR } from '../ingest/bench-log.js';

export interface SerialFigures {
  readonly store: 'memory' | 'embedded' | 'MongoDB';
  /** Commits a second, each begun when the one before was durable. */
  readonly perSecond: number;
}

/** The ceiling of what must be decided one after the other. */
export async function serialCommits(
  folder: string,
  mongodbUri: string | undefined,
  seconds: number,
): Promise<SerialFigures[]> {
  const registry = eventRegistry(RECORDED_VERSIONS);
  const memory = openMemoryEventStore({ clock: systemClock, ids: randomIds, registry });
  const embedded = await openLog({ dataDir: join(folder, 'serial') });
  const figures: SerialFigures[] = [
    { store: 'memory', perSecond: await measure(memory, seconds) },
    { store: 'embedded', perSecond: await measure(embedded, seconds) },
  ];
  if (mongodbUri !== undefined) {
    const database = new URL(mongodbUri);
    // Never in somebody's log.
    database.pathname = `/bailiwick-bench-${randomIds.next()}`;
    const store = await openLog({ dataDir: folder, mongodbUri: database.href });
    figures.push({ store: 'MongoDB', perSecond: await measure(store, seconds) });
  }
  return figures;
}

async function measure(store: EventStore, seconds: number): Promise<number> {
  try {
    const stream = `bench-${randomIds.next()}`;
    const began = performance.now();
    let commits = 0;
    for (; performance.now() - began < seconds * 1_000; commits++) {
      const id = randomIds.next();
      const event = { id, type: 'BenchTicked', v: 1, data: { commits }, meta: startedBy(BENCH_ACTOR, id) };
      await store.append(stream, Any, [event], { idempotencyKey: id });
    }
    return Math.round((commits * 1_000) / (performance.now() - began));
  } finally {
    await store.close();
  }
}
