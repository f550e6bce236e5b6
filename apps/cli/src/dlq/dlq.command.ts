import { type Command, Option } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';

/** `dlq list|show|redrive`: the messages that were refused when they came by Kafka. */
export function registerDlqCommands(program: Command, io: CliIo, exit: SetExit): void {
  const dlq = program
    .command('dlq')
    .description('messages that came by Kafka and were refused: list, show, redrive');
  withKafka(dlq.command('list'))
    .description('every dead letter, the oldest first: its id, when it was sent, where it stood, and why')
    .option('--json', 'print them as NDJSON', false)
    .action(async (flags) => {
      const { listDeadLetters } = await import('./dead-letters.js');
      exit(await listDeadLetters(flags, io));
    });
  withKafka(dlq.command('show'))
    .description('one dead letter whole: key, headers, value and everything that was wrong with it')
    .argument('<id>', 'PARTITION/OFFSET, as `list` says it')
    .action(async (id: string, flags) => {
      const { showDeadLetter } = await import('./dead-letters.js');
      exit(await showDeadLetter(id, flags, io));
    });
  withKafka(dlq.command('redrive'))
    .description(
      'send dead letters back to where they came from, as they were: the named ones, or with --all each that was not redriven by --all before, exactly once. What is still wrong comes back',
    )
    .argument('[id...]', 'PARTITION/OFFSET, as `list` says it')
    .option('--all', 'every one since the last time', false)
    .action(async (ids: readonly string[], flags) => {
      const { redriveDeadLetters } = await import('./dead-letters.js');
      exit(await redriveDeadLetters(ids, flags, io));
    });
}

function withKafka(command: Command): Command {
  return command
    .addOption(new Option('--config <file>', 'the configuration of the service').env('BAILIWICK_CONFIG'))
    .option('--brokers <list>', 'HOST:PORT,…; default: KAFKA_BROKERS, or what the configuration says');
}
