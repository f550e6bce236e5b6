import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';

/** `events import|export|tail|replay`. */
export function registerEventsCommands(program: Command, io: CliIo, exit: SetExit): void {
  const events = program
    .command('events')
    .description('lifecycle events in and out, and what the service told the world');
  registerImport(events, io, exit);
  registerExport(events, io, exit);
  registerTail(events, io, exit);
  registerReplay(events, io, exit);
}

function registerImport(events: Command, io: CliIo, exit: SetExit): void {
  const command = events
    .command('import')
    .description(
      'record CloudEvents (NDJSON). Into a data directory or a database: checked as a whole first, all or nothing. Into a service: streamed, line by line. Repeats are recognised',
    )
    .argument('<file>', 'events.ndjson, or - for standard input')
    .addOption(dataOption())
    .addOption(mongodbOption())
    .option('--json', 'print the counts as JSON', false);
  withServer(command).action(async (file: string, _flags: unknown, self: Command) => {
    const { importEvents } = await import('./import-events.js');
    exit(await importEvents(file, { ...self.opts(), ...chosen(self) }, io));
  });
}

function registerExport(events: Command, io: CliIo, exit: SetExit): void {
  const command = events
    .command('export')
    .description(
      'write every incoming event that was recorded, as CloudEvents (NDJSON) in the order in which they came; imported into an empty log they give the same book',
    )
    .addOption(dataOption())
    .addOption(mongodbOption())
    .option('--from <position>', 'the first position of the log', position, 1)
    .option('--to <position>', 'the last position; default: the head', position)
    .option('--out <file>', 'default: standard output');
  withServer(command).action(async (_flags: unknown, self: Command) => {
    const { exportEvents } = await import('./export-events.js');
    exit(await exportEvents({ ...self.opts(), ...chosen(self) }, io));
  });
}

function registerTail(events: Command, io: CliIo, exit: SetExit): void {
  const command = events
    .command('tail')
    .description(
      'print what a service told the world (territory.changed.v1 and so on) as NDJSON: the last ten, or all after a position; --follow goes on with what comes, over restarts of the service, until it is interrupted',
    )
    .option('--after <position>', 'everything after this position; default: from the end', countFrom0)
    .addOption(typesOption())
    .option('--follow', 'go on', false);
  withServer(command).action(async (flags) => {
    const { tailEvents } = await import('./tail-events.js');
    exit(await tailEvents(flags, io));
  });
}

function registerReplay(events: Command, io: CliIo, exit: SetExit): void {
  const command = events
    .command('replay')
    .description(
      'print the outgoing events again from a position to the end as NDJSON, with the ids that they had: for a downstream system that lost some',
    )
    .requiredOption('--from <position>', 'the first position', position)
    .option('--to <position>', 'the last position; default: the head', position)
    .addOption(typesOption());
  withServer(command).action(async (flags) => {
    const { replayEvents } = await import('./replay-events.js');
    exit(await replayEvents(flags, io));
  });
}

function dataOption(): Option {
  return new Option('--data <folder>', 'the data directory that holds the log')
    .env('DATA_DIR')
    .default('./.bailiwick');
}

function mongodbOption(): Option {
  return new Option('--mongodb <uri>', 'the database that holds the log instead; default: MONGODB_URI');
}

function typesOption(): Option {
  return new Option('--type <list>', 'only these types, by commas').argParser((text: string) => text);
}

/** Which log is meant: what the command line says, then the environment. */
function chosen(command: Command): { readonly dataGiven: boolean } {
  return { dataGiven: command.getOptionValueSource('data') === 'cli' };
}

function position(text: string): number {
  return whole(text, 1);
}

function countFrom0(text: string): number {
  return whole(text, 0);
}

function whole(text: string, min: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < min)
    throw new InvalidArgumentError(`expected a whole number from ${min}`);
  return value;
}
