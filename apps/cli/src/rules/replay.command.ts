import { type Command, Option } from 'commander';
import { InvalidInputError } from '@bailiwick/kernel';
import type { CliIo, ExitCode, SetExit } from '../cli-io.js';
import { isServerGiven, type ServerFlags, withServer } from '../client/connection.js';
import { day, whole } from '../plan/plan-arguments.js';
import type { ReplayFlags } from './replay-rules.js';

const DEFAULT_MONTHS = 12;

/** `rules replay`: how history would have looked under other rules. */
export function registerReplay(rules: Command, io: CliIo, exit: SetExit): void {
  const command = rules
    .command('replay')
    .description(
      'how the last months would have looked under a rule set: moves and reversals per account-year, beside those under the rules in force; on a file of events, or with --server on the log of a service',
    )
    .argument('<new>', 'the rule set as it would be (JSON)')
    .option('--against <file>', 'the rule set in force (JSON)')
    .option('--events <file>', 'account events (NDJSON, CloudEvents)')
    .option('--policy <file|preset>', 'planning policy (JSON), for exchange rates')
    .option('--as-of <day>', 'with --events, the last day; default: that of the last event', day)
    .option('--months <n>', 'how far back', whole, DEFAULT_MONTHS)
    .addOption(new Option('--format <format>').choices(['text', 'json']).default('text'));
  withServer(command).action(async (file: string, flags: ReplayFlags & ServerFlags) =>
    exit(await replay(file, flags, io)),
  );
}

async function replay(file: string, flags: ReplayFlags & ServerFlags, io: CliIo): Promise<ExitCode> {
  const { against, events } = flags;
  if (against !== undefined && events !== undefined)
    return (await import('./replay-rules.js')).replayOnFiles(file, { ...flags, against, events }, io);
  if (against === undefined && events === undefined && isServerGiven(flags))
    return (await import('./replay-rules.js')).replayOnService(file, flags, io);
  throw new InvalidInputError([
    {
      code: 'missing-option',
      message: 'there is neither a history on files nor a service to ask',
      expected: 'rules replay NEW --against OLD --events E.ndjson, or rules replay NEW --server URL',
    },
  ]);
}
