// Writes to a log on MongoDB without a pause, as others do at the same time. Arguments: its address, this process's
// name, `lease` or `plain`, how many commits at a time, for how many ms. Tells at the end how long each turn took.
import { openMongoEventStore } from '../../../dist/libs/event-store/src/adapters/mongo/open-mongo-event-store.js';
import { deps, request, tell, waitForStart } from './store.child.mjs';

const [mongodbUri, name, how, size, ms] = process.argv.slice(2);
const store = await openMongoEventStore({ ...deps, mongodbUri });
const meta = { actor: { id: 'system:test', role: 'admin' }, correlationId: 'test', causationId: 'test' };
const lease = store.lease('work', { holder: name, ttlMs: 60_000, meta });
if (how === 'lease' && !(await lease.tryTake())) throw new Error('somebody else has the lease');
const append = how === 'lease' ? lease.append.bind(lease) : store.appendBatch;

await waitForStart();
const times = [];
for (const began = performance.now(); performance.now() - began < Number(ms);) {
  const turn = times.length;
  const requests = Array.from({ length: Number(size) }, (_, i) =>
    request(`${name}-${i % 5}`, `${name}-${turn}-${i}`),
  );
  const start = performance.now();
  for (const outcome of await append(requests)) if (!outcome.ok) throw outcome.error;
  times.push(performance.now() - start);
}
await store.close();
tell(JSON.stringify(times));
