// Writes what many have to say at once, on a thread: meanwhile the next piece is prepared, and others are answered.
import { parentPort, workerData } from 'node:worker_threads';
import type { BulkMessage, BulkSettings } from './bulk-task.js';
import { BulkWriter } from './bulk-writer.js';
import { openWriter } from './embedded-files.js';
import { loadSqlite } from './sqlite-driver.js';

const settings = workerData as BulkSettings;
const port = parentPort!;
const connection = openWriter(await loadSqlite(), settings.path);
const writer = new BulkWriter(connection, settings, (answers) => port.postMessage(answers));

port.on('message', (message: BulkMessage) => {
  if (message === 'close') void writer.close().finally(() => port.close());
  else void writer.append(message.id, message);
});
