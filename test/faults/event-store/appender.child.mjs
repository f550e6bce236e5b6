// Appends beside other processes. Arguments: data directory, this process's name, what it does.
// The last line it tells is JSON: how long, in ms, each append took.
import { openStore, request, tell, waitForStart } from './store.child.mjs';

const [dataDir, name, kind] = process.argv.slice(2);
const store = await openStore(dataDir, { bulkFrom: 400 });
await waitForStart();
const times = [];
const work = { singles, greedy, contested };
await work[kind]();
await store.close();
tell(JSON.stringify(times));

async function timed(append) {
  const start = performance.now();
  const outcomes = await append();
  times.push(performance.now() - start);
  for (const outcome of outcomes)
    if (!outcome.ok && outcome.error.code !== 'concurrency') throw outcome.error;
  return outcomes;
}

/** One append after the other, to streams of its own. */
async function singles() {
  for (let i = 0; i < 150; i++)
    await timed(() => store.appendBatch([request(`${name}-${i % 5}`, `${name}-${i}`, 2)]));
}

/** Large batches without a pause, which hold the lock for as long as they may; a thread writes them. */
async function greedy() {
  for (let i = 0; i < 15; i++) {
    const batch = Array.from({ length: 400 }, (_, j) => request(`${name}-${j % 50}`, `${name}-${i}-${j}`));
    await timed(() => store.appendBatch(batch));
  }
}

/** Fights with the others for the next version of one stream. */
async function contested() {
  for (let i = 0; i < 25;) {
    const version = await store.streamVersion('shared');
    const [outcome] = await timed(() => store.appendBatch([request('shared', `${name}-${i}`, 1, version)]));
    if (outcome.ok) i++;
  }
}
