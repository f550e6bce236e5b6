import { hostname, userInfo } from 'node:os';
import { openEventStore } from '@bailiwick/event-store';
import { fileSource, IdReusedError, jsonLocator, Lifecycle } from '@bailiwick/lifecycle';
import { describeProblem } from '@bailiwick/kernel';
import { type Command, Option } from 'commander';
import { KNOWN_EVENTS } from '../../../server/src/app.module.js';
import { randomIds, systemClock } from '../../../server/src/system.js';
import { type CliIo, EXIT, type ExitCode, type SetExit } from '../cli-io.js';

interface ImportFlags {
  readonly data: string;
  readonly mongodb?: string;
  readonly json: boolean;
}

/** `events import FILE.ndjson`: a whole file of CloudEvents into the log, or nothing of it. */
export function registerEventsCommands(program: Command, io: CliIo, exit: SetExit): void {
  const events = program.command('events').description('lifecycle events');
  events
    .command('import')
    .description('check a file of CloudEvents (NDJSON) as a whole, then record it; repeats are recognised')
    .argument('<file>', 'events.ndjson')
    .addOption(
      new Option('--data <folder>', 'the data directory that holds the log')
        .env('DATA_DIR')
        .default('./.bailiwick'),
    )
    .addOption(new Option('--mongodb <uri>', 'the database that holds the log instead').env('MONGODB_URI'))
    .option('--json', 'print the counts as JSON', false)
    .action(async (file: string, flags: ImportFlags) => exit(await importFile(file, flags, io)));
}

async function importFile(file: string, { data, mongodb, json }: ImportFlags, io: CliIo): Promise<ExitCode> {
  const store = await openEventStore({
    dataDir: data,
    mongodbUri: mongodb,
    clock: systemClock,
    ids: randomIds,
    registry: KNOWN_EVENTS,
  });
  try {
    const lifecycle = new Lifecycle({ store, ids: randomIds, locator: jsonLocator });
    const actor = { id: `${userInfo().username}@${hostname()}`, role: 'ops' } as const;
    const started = performance.now();
    const counts = await lifecycle.importEvents(fileSource(file), actor);
    const seconds = (performance.now() - started) / 1000;
    if (json) io.stdout(`${JSON.stringify({ ...counts, seconds })}\n`);
    else
      io.stdout(
        `${counts.recorded} recorded, ${counts.repeat} repeats, ${counts.waiting} waiting for their subject (${seconds.toFixed(1)} s)\n`,
      );
    return EXIT.done;
  } catch (error) {
    if (!(error instanceof IdReusedError)) throw error;
    for (const p of error.problems) io.stderr(`error: ${describeProblem(p)}\n`);
    return EXIT.usage;
  } finally {
    await store.close();
  }
}
