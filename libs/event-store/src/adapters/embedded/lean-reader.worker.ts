// Reads the log ahead of a fold, on a thread: SQLite and the fold have a processor each.
import { parentPort, workerData } from 'node:worker_threads';
import { openReader } from './embedded-files.js';
import { leanPages } from './lean-page.js';
import { PAGES_A_TURN, type LeanRequest, type LeanTask } from './lean-reader.js';
import { loadSqlite } from './sqlite-driver.js';

const { path, afterPosition } = workerData as LeanTask;
const port = parentPort!;
const connection = openReader(await loadSqlite(), path);
const nextPage = leanPages(connection);
let position = afterPosition;
let ended = false;

port.on('message', (request: LeanRequest) => (request === 'more' ? sendTurn() : end()));
sendTurn();
sendTurn();

function sendTurn(): void {
  for (let count = 0; count < PAGES_A_TURN && !ended; count++) {
    const page = nextPage(position);
    if (!page) return end();
    position = page.lastPosition;
    port.postMessage(page.bytes, [page.bytes.buffer]);
  }
}

function end(): void {
  if (ended) return;
  ended = true;
  connection.close();
  port.close();
}
