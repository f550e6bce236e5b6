import { type Command, Option } from 'commander';
import { InvalidInputError } from '@bailiwick/kernel';
import type { CliIo, ExitCode, SetExit } from '../cli-io.js';
import { isServerGiven, type ServerFlags, withServer } from '../client/connection.js';
import { day, positive, whole } from '../plan/plan-arguments.js';
import type { AnalyseFlags } from './analyse-rules.js';
import type { DiffFlags } from './diff-rules.js';
import type { ImpactFlags } from './impact-rules.js';

/** `rules analyse|diff|impact`: what a rule set means, and what another version of it changes, before anything happens. */
export function registerVersionCommands(rules: Command, io: CliIo, exit: SetExit): void {
  withFormat(rules.command('analyse'))
    .description('rules without effect, accounts that no rule is true of, and overlaps, each with an example')
    .argument('<file>', 'the rule set (JSON)')
    .option('--strict', 'exit with 1 when a rule is without effect', false)
    .action(async (file: string, flags: AnalyseFlags) => {
      const { analyseRules } = await import('./analyse-rules.js');
      exit(await analyseRules(file, flags, io));
    });
  withServer(withFormat(rules.command('diff')))
    .description(
      'which accounts a new version of a rule set gives another tier, in words; files, or versions of a service by their number',
    )
    .argument('<old>', 'the rule set as it is; may be left out: what the new one is to replace on a service')
    .argument('[new]', 'the rule set as it would be')
    .action(async (first: string, second: string | undefined, flags: DiffFlags) => {
      const { diffRules } = await import('./diff-rules.js');
      const [older, newer] = second === undefined ? [undefined, first] : [first, second];
      exit(await diffRules(older, newer, flags, io));
    });
  withServer(withFormat(rules.command('impact')))
    .description(
      'what activating a rule set would do to customers and workload, on files or with --server on the book of a service; exits 1 beyond its limits',
    )
    .argument('<new>', 'the rule set as it would be (JSON)')
    .option('--against <file>', 'the rule set in force (JSON)')
    .option('--accounts <file>', 'accounts.csv, with the tiers of today if it has them')
    .option('--csms <file>', 'csms.csv, for capacity and managers')
    .option('--policy <file|preset>', 'planning policy (JSON), for hours and exchange rates')
    .option('--as-of <day>', 'the day of the activation; default: today', day)
    .option('--re-optimise', 'also which territories would move if the book were then re-optimised', false)
    .option('--aes <file>', 'aes.csv, with --re-optimise')
    .option('--time-limit <seconds>', 'with --re-optimise: for the whole command; default: 60', positive)
    .option(
      '--iterations <n>',
      'with --re-optimise: of each search, so that it repeats; default: by size',
      whole,
    )
    .option('--seed <n>', 'with --re-optimise; default: 1', whole)
    .action(async (file: string, flags: Partial<ImpactFlags> & ServerFlags) =>
      exit(await impact(file, { format: 'text', ...flags }, io)),
    );
}

async function impact(
  file: string,
  { against, accounts, ...flags }: Partial<ImpactFlags> & ServerFlags & Pick<ImpactFlags, 'format'>,
  io: CliIo,
): Promise<ExitCode> {
  if (against !== undefined && accounts !== undefined)
    return (await import('./impact-rules.js')).impactRules(file, { ...flags, against, accounts }, io);
  if (against === undefined && accounts === undefined && isServerGiven(flags))
    return (await import('./rules-on-service.js')).impactOnService(file, flags, io);
  throw new InvalidInputError([
    {
      code: 'missing-option',
      message: 'there is neither a book on files nor a service to ask',
      expected: 'rules impact NEW --against OLD --accounts A.csv, or rules impact NEW --server URL',
    },
  ]);
}

function withFormat(command: Command): Command {
  return command.addOption(new Option('--format <format>').choices(['text', 'json']).default('text'));
}
