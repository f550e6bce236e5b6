import { type Command, InvalidArgumentError, Option } from 'commander';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';
import type { EditBenchFlags } from './edit/run-edit-bench.js';
import type { GapBenchFlags } from './gap/run-gap-bench.js';
import type { IngestBenchFlags } from './ingest/run-ingest-bench.js';
import type { LiveBenchFlags } from './live/run-live-bench.js';
import type { PlaceBenchFlags } from './place/run-place-bench.js';
import { INSTANCES, type PlanBenchFlags } from './plan/plan-bench.js';
import type { RelayBenchFlags } from './relay/run-relay-bench.js';
import type { RulesBenchFlags } from './rules/run-rules-bench.js';
import type { StabilityBenchFlags } from './stability/run-stability-bench.js';

/** `bench ingest|relay|rules|edit|live|stability|plan|place|gap`: the published figures of the log, of the way between brokers, of tiers, of planning. */
export function registerBenchCommands(program: Command, io: CliIo, exit: SetExit): void {
  const bench = program.command('bench').description('measure the published figures on this machine');
  withOutput(bench.command('ingest'))
    .description(
      'durable events a second through the door and into the bare log, the start from a snapshot, the rebuild of the book',
    )
    .option('--accounts <number>', 'accounts of the book that is started from a snapshot', whole, 100_000)
    .option('--events <number>', 'events of the log that the book is rebuilt from', whole, 1_000_000)
    .option('--seconds <number>', 'how long each way of sending is measured, each time', seconds, 2)
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
    .option(
      '--soak <number>',
      'instead: stream so many events through a company that stays as large as it is, and look at memory',
      whole,
    )
    .addOption(new Option('--brokers <list>', 'HOST:PORT,…').env('KAFKA_BROKERS'))
    .option('--mongodb <uri>', 'also measure commits there, in a database of their own that is left behind')
    .action(async (flags: RelayBenchFlags) => {
      const { runRelayBench } = await import('./relay/run-relay-bench.js');
      await runRelayBench(flags, io);
      exit(EXIT.done);
    });
  withReport(bench.command('rules'))
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
  withOutput(bench.command('edit'))
    .description(
      'an edit of the rules on a running service: preview and activation, how long its event loop stands still, how long others wait for answers meanwhile',
    )
    .option('--accounts <number>', 'accounts of the company', whole, 100_000)
    .option('--csms <number>', 'its CSMs', whole, 500)
    .option('--previews <number>', 'previews, one after the other', whole, 3)
    .action(async (flags: EditBenchFlags) => {
      const { runEditBench } = await import('./edit/run-edit-bench.js');
      await runEditBench(flags, io);
      exit(EXIT.done);
    });
  withOutput(bench.command('live'))
    .description(
      'a plan of the whole book on a running service: how long its event loop stands still, how long others wait for answers meanwhile, memory',
    )
    .option('--accounts <number>', 'accounts of the sample company', whole, 20_000)
    .option('--csms <number>', 'its CSMs', whole, 110)
    .option('--seed <number>', 'of the company and the plan', whole, 1)
    .option('--time-limit <seconds>', 'of the plan', seconds, 30)
    .action(async (flags: LiveBenchFlags) => {
      const { runLiveBench } = await import('./live/run-live-bench.js');
      await runLiveBench(flags, io);
      exit(EXIT.done);
    });
  withReport(bench.command('stability'))
    .description('tier moves and reversals per account-year under each way to keep tiers stable, simulated')
    .option('--accounts <number>', 'accounts that are simulated', whole, 20_000)
    .option('--months <number>', 'for how long', whole, 24)
    .option('--seed <number>', 'of the simulation', whole, 1)
    .action(async (flags: StabilityBenchFlags) => {
      const { runStabilityBench } = await import('./stability/run-stability-bench.js');
      await runStabilityBench(flags, io);
      exit(EXIT.done);
    });
  registerPlanning(bench, io, exit);
}

function registerPlanning(bench: Command, io: CliIo, exit: SetExit): void {
  withReport(bench.command('plan'))
    .description(
      'objective, proven bound, time and memory of whole plans of synthetic companies, and of other solvers on the same model',
    )
    .option('--sizes <list>', 'ACCOUNTSxCSMS,…', list, ['1000x30'])
    .option('--seeds <list>', 'of the instances', wholes, [1])
    .addOption(
      new Option(
        '--instance <kind>',
        'lab: fixed costs an arc; company: records and a policy with every rule on',
      )
        .choices(INSTANCES)
        .default('lab'),
    )
    .option('--time-limit <seconds>', 'for each plan and each peer', seconds, 60)
    .option(
      '--threads <number>',
      'for search and bound, and as many for solvers; the same for peers',
      whole,
      2,
    )
    .option('--iterations <number>', 'local-search iterations: the same plan each time', whole)
    .option(
      '--peers <list>',
      'highs,cpsat,timefold: native HiGHS and CP-SAT (needs python3) and Timefold (needs java, javac and mvn) at equal time and threads',
      list,
      [],
    )
    .option('--cache <folder>', 'where the virtual environment of the peers is made, and kept')
    .action(async (flags: PlanBenchFlags) => {
      const { runPlanBench } = await import('./plan/run-plan-bench.js');
      await runPlanBench(flags, io);
      exit(EXIT.done);
    });
  withReport(bench.command('place'))
    .description('one event at a time on a warm book: a new account, and an expansion that overloads its CSM')
    .option('--accounts <number>', 'accounts of the book', whole, 100_000)
    .option('--csms <number>', 'its CSMs', whole, 500)
    .option('--events <number>', 'events of each kind that are measured', whole, 500)
    .option('--seed <number>', 'of the company and of the events', whole, 1)
    .action(async (flags: PlaceBenchFlags) => {
      const { runPlaceBench } = await import('./place/run-place-bench.js');
      await runPlaceBench(flags, io);
      exit(EXIT.done);
    });
  withReport(bench.command('gap'))
    .argument('<files...>', 'generalised-assignment instances in the format of the OR-Library')
    .description('cost, proven bound and time on generalised-assignment instances, each one by itself')
    .option('--best <list>', 'the best costs known: NAME=COST,…', costs)
    .option('--time-limit <seconds>', 'for each instance', seconds, 60)
    .option('--seed <number>', 'of the search', whole, 1)
    .option('--threads <number>', 'for search and bound, and as many for solvers', whole, 2)
    .action(async (files: string[], flags: GapBenchFlags) => {
      const { runGapBench } = await import('./gap/run-gap-bench.js');
      await runGapBench(files, flags, io);
      exit(EXIT.done);
    });
}

function withOutput(command: Command): Command {
  return withReport(
    command.option(
      '--data <folder>',
      'where a folder for the log is made, and removed; default: the temporary one',
    ),
  );
}

function withReport(command: Command): Command {
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

function list(text: string): string[] {
  return text.split(',').filter((part) => part !== '');
}

function wholes(text: string): number[] {
  return list(text).map(whole);
}

function costs(text: string): Map<string, number> {
  return new Map(
    list(text).map((part) => {
      const [name, cost] = part.split('=');
      if (!name || cost === undefined || !/^-?\d+(\.\d+)?$/.test(cost))
        throw new InvalidArgumentError(`expected NAME=COST,…, not ${part}`);
      return [name, Number(cost)];
    }),
  );
}
