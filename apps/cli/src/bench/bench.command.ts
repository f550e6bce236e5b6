import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';
import type { IngestBenchFlags } from './ingest/run-ingest-bench.js';
import type { RelayBenchFlags } from './relay/run-relay-bench.js';
import type { RulesBenchFlags } from './rules/run-rules-bench.js';

/** `bench ingest|relay|rules`: the published figures of the event log, a start, the way from Kafka to Kafka, and tiers. */
export function registerBenchCommands(program: Command, io: CliIo, exit: SetExit): void {
  const bench = program.command('bench').description('measure the published figures on this machine');
  withOutput(bench.command('ingest'))
    .description(
      'durable events a second through the door and into the bare log, the start from a snapshot, the rebuild of the book',
    )
    .option('--accounts <number>', 'accounts of the book that is started from a snapshot', whole, 100_000)
    .option('--events <number>', 'events of the log that the book is rebuilt from', whole, 1_000_000)
    .option('--seconds <number>', 'how long each batch size is measured, each time', seconds, 3)
    .option('--repeats <number>', 'how often everything is measured; medians are told', whole, 3)
    .action(async (flags: IngestBenchFlags) => {
      const { runIngestBench } = await import('./ingest/run-ingest-bench.js');
      await runIngestBench(flags, io);
      exit(EXIT.done);
    });
  withOutput(bench.command('relay'))
    .description(
      'Kafka to log to tier to owner to Kafka: events a second of a backlog, and how long a change takes at a steady rate. Starts a service, and, without --brokers, a broker of its own',
    )
    .option('--accounts <number>', 'accounts of the company', whole, 10_000)
    .option('--csms <number>', 'its CSMs', whole, 100)
    .option('--events <number>', 'events of the backlog', whole, 50_000)
    .option('--rate <number>', 'events a second of the steady rate', whole, 500)
    .option('--seconds <number>', 'how long it is kept up', seconds, 300)
    .addOption(new Option('--brokers <list>', 'HOST:PORT,…').env('KAFKA_BROKERS'))
    .option('--mongodb <uri>', 'also measure commits there, in a database of their own that is left behind')
    .action(async (flags: RelayBenchFlags) => {
      const { runRelayBench } = await import('./relay/run-relay-bench.js');
      await runRelayBench(flags, io);
      exit(EXIT.done);
    });
  withFigures(bench.command('rules'))
    .description(
      'accounts decided by compiled rules and by json-rules-engine in one run; impact, analysis and diff of rule sets',
    )
    .option('--accounts <number>', 'accounts that are decided', whole, 100_000)
    .option('--rules <number>', 'rules of the rule set', whole, 12)
    .option('--repeats <number>', 'how often everything is measured; medians are told', whole, 5)
    .action(async (flags: RulesBenchFlags) => {
      const { runRulesBench } = await import('./rules/run-rules-bench.js');
      await runRulesBench(flags, io);
      exit(EXIT.done);
    });
}

function withOutput(command: Command): Command {
  return withFigures(
    command.option(
      '--data <folder>',
      'where a folder for the log is made, and removed; default: the temporary one',
    ),
  );
}

function withFigures(command: Command): Command {
  return command
    .option('--out <file>', 'also write the figures as JSON')
    .option('--json', 'print the figures as JSON', false);
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
