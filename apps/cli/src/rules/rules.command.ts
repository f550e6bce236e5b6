import { InvalidInputError } from '@bailiwick/kernel';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { CliIo, ExitCode, SetExit } from '../cli-io.js';
import { type ServerFlags, withServer } from '../client/connection.js';
import type { ExplainFlags } from './explain-rules.js';
import { registerReplay } from './replay.command.js';
import { registerServiceRules } from './service-rules.commands.js';
import type { TestFlags } from './test-rules.js';
import { registerVersionCommands } from './rule-versions.command.js';

const FILE = 'the rule set (JSON)';

/** `rules …`: what people who edit tier rules do, with a file and on a service. */
export function registerRulesCommands(program: Command, io: CliIo, exit: SetExit): void {
  const rules = program.command('rules').description('check, test, explain, publish and activate rule sets');
  rules
    .command('lint')
    .description('find every mistake in a rule set; exits 2 when there is an error')
    .argument('<file>', FILE)
    .option('--json', 'print the findings as JSON', false)
    .action(async (file: string, flags: { json: boolean }) => {
      const { lintRules } = await import('./lint-rules.js');
      exit(await lintRules(file, flags.json, io));
    });
  rules
    .command('test')
    .description('run the tests stored in a rule set; exits 1 when one fails')
    .argument('<file>', FILE)
    .option('--coverage', 'also tell which rules and conditions the tests show, and which not', false)
    .option(
      '--min <percent>',
      'exit with 1 when they show less; default: minPctTestCoverage of its limits',
      percent,
    )
    .option('--json', 'print the results as JSON', false)
    .action(async (file: string, flags: TestFlags) => {
      const { testRules } = await import('./test-rules.js');
      exit(await testRules(file, flags, io));
    });
  registerExplain(rules, io, exit);
  registerServiceRules(rules, io, exit);
  registerVersionCommands(rules, io, exit);
  registerReplay(rules, io, exit);
  rules
    .command('schema')
    .description('print the JSON Schema of rule sets, for editors')
    .action(async () => {
      const { ruleSetJsonSchema } = await import('@bailiwick/contracts');
      io.stdout(`${JSON.stringify(ruleSetJsonSchema(), null, 2)}\n`);
    });
}

function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('expected percent, from 0 to 100');
  return value;
}

function registerExplain(rules: Command, io: CliIo, exit: SetExit): void {
  const command = rules
    .command('explain')
    .description(
      'show which tier an account gets and why: facts, rules, conditions, buffer; with --server --account ID as the service has it',
    )
    .argument('[file]', FILE)
    .addOption(
      new Option('--facts <file>', 'the facts of an account (JSON)').conflicts([
        'accounts',
        'account',
        'policy',
      ]),
    )
    .option('--accounts <file>', 'accounts.csv')
    .option('--account <id>', 'the account of accounts.csv, or of the service, to explain')
    .option('--policy <file>', 'planning policy (JSON), for exchange rates; default: the built-in one')
    .option('--previous-tier <tier>', 'the tier before; default: what the facts or the file say')
    .option('--json', 'print the decision as JSON', false);
  withServer(command).action(async (file: string | undefined, flags: ExplainFlags & ServerFlags) =>
    exit(await explain(file, flags, io)),
  );
}

async function explain(
  file: string | undefined,
  flags: ExplainFlags & ServerFlags,
  io: CliIo,
): Promise<ExitCode> {
  if (flags.server !== undefined || (file === undefined && process.env['BAILIWICK_SERVER']))
    return (await import('./explain-on-service.js')).explainOnService(file, flags, io);
  if (file !== undefined) return (await import('./explain-rules.js')).explainRules(file, flags, io);
  throw new InvalidInputError([
    {
      code: 'missing-option',
      message: 'there is neither a rule set nor a service to ask',
      expected: 'rules explain RULES.json …, or rules explain --server URL --account ID',
    },
  ]);
}
