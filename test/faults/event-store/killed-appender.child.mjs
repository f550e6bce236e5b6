// Checks what the process before left behind, then appends until it is killed, by itself or by the parent.
// Arguments: data directory, the round (part of every key), the file with what was acknowledged before,
// and at which call of SQLite to die (0: the parent kills; -1: only check).
import { readFileSync } from 'node:fs';
import { loadSqlite } from '../../../dist/libs/event-store/src/adapters/embedded/sqlite-driver.js';
import { openStore, request, tell } from './store.child.mjs';

const [dataDir, round, acknowledgedFile, killAtText] = process.argv.slice(2);
const killAt = Number(killAtText);

await check();
tell('checked');
if (killAt >= 0) await append();

async function check() {
  const store = await openStore(dataDir);
  const report = await store.verifyChain();
  demand(report.ok, `broken chain: ${JSON.stringify(report.faults)}`);
  let position = 0;
  const found = new Map();
  for await (const commit of store.readAll(0)) {
    demand(commit.position === ++position, `position ${commit.position} after ${position - 1}`);
    demand(commit.events.length === commit.events[0].data.size, `half a commit at ${position}`);
    found.set(commit.key, position);
  }
  for (const line of readFileSync(acknowledgedFile, 'utf8').split('\n').filter(Boolean)) {
    const [key, acknowledged] = line.split(' ');
    demand(found.get(key) === Number(acknowledged), `${key} was acknowledged at ${acknowledged} and is lost`);
  }
  await store.close();
}

async function append() {
  // A process that is killed from outside may as well die while its thread writes.
  const dies = killAt > 0 ? dying(await loadSqlite(), killAt) : undefined;
  const store = await openStore(dataDir, dies ? {} : { bulkFrom: 8 }, dies);
  for (let turn = 0; ; turn++) {
    const key = (i) => `${round}-${turn}-${i}`;
    const single = async (i) => {
      const { stream, expectedVersion, events, ...options } = request(`s${i}`, key(i), 1 + i);
      const { position } = await store.append(stream, expectedVersion, events, options);
      tell(`${key(i)} ${position}`);
    };
    await Promise.all([0, 1, 2].map(single));
    const batch = Array.from({ length: 8 }, (_, i) => request(`b${i % 3}`, key(`b${i}`), 1 + (i % 4)));
    const { position: head } = await store.head();
    const outcomes = await store.appendBatch(batch, turn % 2 ? { atPosition: head + 1 } : {});
    outcomes.forEach((o, i) => tell(`${batch[i].idempotencyKey} ${o.result.position}`));
    await store.checkpoints.save('reader', head);
  }
}

/** SQLite that kills this process before or after its n-th call. */
function dying(openSqlite, n) {
  let calls = 0;
  const step = (call) => {
    const dies = ++calls === Math.ceil(n / 2);
    if (dies && n % 2 === 0) process.kill(process.pid, 'SIGKILL');
    const result = call();
    if (dies) process.kill(process.pid, 'SIGKILL');
    return result;
  };
  return (path, timeout) => {
    const connection = openSqlite(path, timeout);
    return {
      exec: (sql) => step(() => connection.exec(sql)),
      close: () => step(() => connection.close()),
      prepare: (sql) => {
        const statement = connection.prepare(sql);
        return {
          run: (...values) => step(() => statement.run(...values)),
          get: (...values) => step(() => statement.get(...values)),
          iterate: (...values) => step(() => statement.iterate(...values)),
          all: (...values) => step(() => statement.all(...values)),
          setReturnArrays: (enabled) => statement.setReturnArrays(enabled),
        };
      },
    };
  };
}

function demand(condition, message) {
  if (condition) return;
  tell(`WRONG ${message}`);
  process.exit(3);
}
