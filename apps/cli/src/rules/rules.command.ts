import { ruleSetJsonSchema } from '@bailiwick/contracts';
import { type Command, Option } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { type ExplainFlags, explainRules } from './explain-rules.js';
import { lintRules } from './lint-rules.js';
import { testRules } from './test-rules.js';

const FILE = 'the rule set (JSON)';

/** `rules lint|test|explain|schema`: what people who edit tier rules do with a file, without a server. */
export function registerRulesCommands(program: Command, io: CliIo, exit: SetExit): void {
  const rules = program.command('rules').description('check, test and explain a rule set');
  rules
    .command('lint')
    .description('find every mistake in a rule set; exits 2 when there is an error')
    .argument('<file>', FILE)
    .option('--json', 'print the findings as JSON', false)
    .action(async (file: string, flags: { json: boolean }) => exit(await lintRules(file, flags.json, io)));
  rules
    .command('test')
    .description('run the tests stored in a rule set; exits 1 when one fails')
    .argument('<file>', FILE)
    .option('--json', 'print the results as JSON', false)
    .action(async (file: string, flags: { json: boolean }) => exit(await testRules(file, flags.json, io)));
  registerExplain(rules, io, exit);
  rules
    .command('schema')
    .description('print the JSON Schema of rule sets, for editors')
    .action(() => io.stdout(`${JSON.stringify(ruleSetJsonSchema(), null, 2)}\n`));
}

function registerExplain(rules: Command, io: CliIo, exit: SetExit): void {
  rules
    .command('explain')
    .description('show which tier an account gets and why: facts, rules, conditions, buffer')
    .argument('<file>', FILE)
    .addOption(
      new Option('--facts <file>', 'the facts of an account (JSON)').conflicts([
        'accounts',
        'account',
        'policy',
      ]),
    )
    .option('--accounts <file>', 'accounts.csv')
    .option('--account <id>', 'the account of accounts.csv to explain')
    .option('--policy <file>', 'planning policy (JSON), for exchange rates; default: the built-in one')
    .option('--previous-tier <tier>', 'the tier before; default: what the facts or the file say')
    .option('--json', 'print the decision as JSON', false)
    .action(async (file: string, flags: ExplainFlags) => exit(await explainRules(file, flags, io)));
}
