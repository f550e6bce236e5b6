import { type Command, InvalidArgumentError } from 'commander';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';
import type { IngestBenchFlags } from './ingest/run-ingest-bench.js';

/** `bench ingest`: the published figures of the event log and of a start. */
export function registerBenchCommands(program: Command, io: CliIo, exit: SetExit): void {
  const bench = program.command('bench').description('measure the published figures on this machine');
  bench
    .command('ingest')
    .description(
      'durable events a second through the door and into the bare log, the start from a snapshot, the rebuild of the book',
    )
    .option('--accounts <number>', 'accounts of the book that is started from a snapshot', whole, 100_000)
    .option('--events <number>', 'events of the log that the book is rebuilt from', whole, 1_000_000)
    .option('--seconds <number>', 'how long each batch size is measured, each time', seconds, 3)
    .option('--repeats <number>', 'how often everything is measured; medians are told', whole, 3)
    .option('--data <folder>', 'where a folder for the logs is made, and removed; default: the temporary one')
    .option('--out <file>', 'also write the figures as JSON')
    .option('--json', 'print the figures as JSON', false)
    .action(async (flags: IngestBenchFlags) => {
      const { runIngestBench } = await import('./ingest/run-ingest-bench.js');
      await runIngestBench(flags, io);
      exit(EXIT.done);
    });
}

function whole(text: string): number {
  const value = Number(text);
  if (!/^\d{1,9}$/.test(text) || value < 1) throw new InvalidArgumentError('expected a whole number from 1');
  return value;
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 600))
    throw new InvalidArgumentError('expected seconds, more than 0, at most 600');
  return value;
}
