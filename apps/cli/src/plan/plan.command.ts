import { PRESET_NAMES } from '@bailiwick/contracts';
import { InvalidInputError } from '@bailiwick/kernel';
import { type Command, Option } from 'commander';
import { type CliIo, EXIT, type ExitCode, type SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import { budgets, day, modelFile, positive, whole } from './plan-arguments.js';
import { meansService, optionProblems, type PlanFlags } from './plan-flags.js';

/** `plan`: the whole job on files (read, tier, re-optimise, explain, write), or a plan of a service's own book. */
export function registerPlanCommand(program: Command, io: CliIo, exit: SetExit): void {
  const command = program
    .command('plan')
    .description(
      're-optimise who looks after which account: CSV files to CSV files and a report, or on a service',
    )
    .option('--out <folder>', 'where the outputs go; needed with files')
    .option(
      '--policy <file|preset>',
      `planning policy (JSON), or one of ${PRESET_NAMES.join(', ')}; default: the built-in one, or the service's`,
    )
    .option('--as-of <date>', 'the day to plan for (YYYY-MM-DD); default: today', day)
    .option('--time-limit <seconds>', 'wall time, of the whole command with files; default: 60', positive)
    .option('--iterations <number>', 'local-search iterations; makes the plan repeatable', whole)
    .addOption(new Option('--solver <name>', 'MIP solver; default: auto').choices(['auto', 'highs', 'glpk']))
    .option('--seed <number>', 'seed of everything random; default: 1', whole)
    .option('--json', 'print the outcome as JSON', false)
    .optionsGroup('On files:')
    .option('--accounts <file>', 'accounts.csv; needed')
    .option('--csms <file>', 'csms.csv; needed')
    .option('--aes <file>', 'aes.csv: regions, teams and AVPs of the AEs')
    .option('--rules <file>', 'rule set (JSON); default: the built-in one')
    .option('--export-model <file>', 'also write the exact full MIP (.mps or .lp)', modelFile)
    .option(
      '--frontier <budgets>',
      'also what other budgets of discretionary moves bring, e.g. 0,25,50,100; below 1: shares of the accounts',
      budgets,
    )
    .option('--strict', 'unknown CSMs and AEs are errors')
    .optionsGroup('On a service:');
  withServer(command)
    .option('--no-wait', 'only ask for the plan and print its id')
    .addOption(new Option('--wait', 'show how it comes along, and wait until it is made (the default)'))
    .option('--approve', 'approve the plan when it is made')
    .option('--commit', 'approve it and make its moves')
    .action(async (_flags: unknown, self: Command) => exit(await runPlan(self.opts<PlanFlags>(), io)));
}

async function runPlan(flags: PlanFlags, io: CliIo): Promise<ExitCode> {
  try {
    return await planWhere(flags, io);
  } catch (error) {
    if (!(error instanceof InvalidInputError) || !flags.json) throw error;
    io.stdout(`${JSON.stringify({ status: 'invalid-input', problems: error.problems, warnings: [] })}\n`);
    return EXIT.usage;
  }
}

async function planWhere(flags: PlanFlags, io: CliIo): Promise<ExitCode> {
  const service = meansService(flags);
  const problems = optionProblems(flags, service);
  if (service) return (await import('./plan-on-service.js')).planOnService(flags, problems, io);
  if (problems.length > 0) throw new InvalidInputError(problems);
  const { accounts = '', csms = '', out = '', strict = false } = flags;
  return (await import('./plan-on-files.js')).planOnFiles({ ...flags, accounts, csms, out, strict }, io);
}
