// What the child processes of these tests share. They run the built library, as a user's process would.
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { createEventStore } from '../../../dist/libs/event-store/src/application/create-event-store.js';
import { everyEventAsStored } from '../../../dist/libs/event-store/src/domain/event-registry.js';
import { openEmbeddedLog } from '../../../dist/libs/event-store/src/adapters/embedded/open-embedded-event-store.js';

let ids = 0;
export const deps = {
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  ids: { next: () => `${process.pid}-${performance.now()}-${++ids}` },
  registry: everyEventAsStored,
};

const meta = { actor: { id: 'system:test', role: 'admin' }, correlationId: 'test', causationId: 'test' };

/** The store in `dataDir`; `sqlite` is put between it and the files, `options` are the embedded store's. */
export async function openStore(dataDir, options, sqlite) {
  return createEventStore(await openEmbeddedLog({ ...deps, dataDir, pollMs: 5, ...options }, sqlite), deps);
}

/** A request of `size` events, each of which says how many there must be. */
export function request(stream, key, size = 1, expectedVersion = 'any') {
  const events = Array.from({ length: size }, (_, i) => ({
    id: deps.ids.next(),
    type: 'NoteTaken',
    v: 1,
    data: { key, i, size, text: 'x'.repeat(100) },
    meta,
  }));
  return { stream, expectedVersion, events, idempotencyKey: key };
}

/** Tells the parent at once; nothing is kept in a buffer that a kill would lose. */
export function tell(line) {
  writeSync(1, `${line}\n`);
}

/** Says that this process is ready and waits until the parent lets all of them go. */
export async function waitForStart() {
  tell('ready');
  const input = createInterface({ input: process.stdin });
  await new Promise((resolve) => input.once('line', resolve));
  input.close();
  process.stdin.destroy();
}
