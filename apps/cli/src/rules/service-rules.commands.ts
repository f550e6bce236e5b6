import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import type { OverrideFlags } from './overrides-on-service.js';
import type {
  ActivateFlags,
  PublishFlags,
  ReasonFlags,
  RollbackFlags,
  RulesFlags,
} from './rules-on-service.js';

const VERSION = 'the number of a version; `rules versions` lists them';

/** `rules versions|show|publish|discard|approve|reject|activate|rollback`: the life of the rule set on a service. */
export function registerServiceRules(rules: Command, io: CliIo, exit: SetExit): void {
  const load = () => import('./rules-on-service.js');
  const add = (usage: string, description: string): Command =>
    withServer(rules.command(usage).description(description));
  const withReason = (command: Command): Command =>
    command.option('--reason <text>', 'kept in the log').option('--json', 'print JSON', false);

  add('versions', 'every version of a service’s rule set and who did what with it, then the drafts')
    .option('--json', 'print JSON', false)
    .action(async (flags: RulesFlags) => exit(await (await load()).listVersions(flags, io)));
  add('show', 'print the document of a version, to be edited')
    .argument('[version]', `${VERSION}; default: the one in force`)
    .action(async (version: string | undefined, flags: RulesFlags) =>
      exit(await (await load()).showVersion(version, flags, io)),
    );
  withReason(add('publish', 'make a file a version that can no longer be edited; it decides nothing yet'))
    .argument('<file>', 'the rule set (JSON)')
    .option('--override <reason>', 'why it may change more than the limits allow')
    .option('--draft <name>', 'the draft that it is saved as first; default: made from the file')
    .action(async (file: string, flags: PublishFlags) =>
      exit(await (await load()).publishFile(file, flags, io)),
    );
  add('discard', 'throw a draft away, such as one whose publication was refused')
    .argument('<draft>', 'its name; `rules versions` lists drafts')
    .action(async (draft: string, flags: RulesFlags) =>
      exit(await (await load()).discardDraft(draft, flags, io)),
    );
  withReason(add('approve', 'approve a version that others wrote'))
    .argument('<version>', VERSION)
    .action(async (version: string, flags: ReasonFlags) =>
      exit(await (await load()).judgeVersion(version, 'approve', flags, io)),
    );
  withReason(add('reject', 'reject a version, also one that waits for its day'))
    .argument('<version>', VERSION)
    .action(async (version: string, flags: ReasonFlags) =>
      exit(await (await load()).judgeVersion(version, 'reject', flags, io)),
    );
  withReason(add('activate', 'put an approved version in force; waits until every tier is decided'))
    .argument('<version>', VERSION)
    .option('--on <day>', 'at the start (UTC) of this day; default: now')
    .action(async (version: string, flags: ActivateFlags) =>
      exit(await (await load()).activateVersion(version, flags, io)),
    );
  registerOverrides(rules, io, exit);
  withReason(add('rollback', 'bring the rules of an earlier version back at once, as a new version'))
    .option('--to <version>', 'default: the version that was in force before')
    .action(async (flags: RollbackFlags) => exit(await (await load()).rollBack(flags, io)));
}

function registerOverrides(rules: Command, io: CliIo, exit: SetExit): void {
  const overrides = rules.command('overrides').description('tiers that people decide on for single accounts');
  const load = () => import('./overrides-on-service.js');
  const add = (usage: string, description: string): Command =>
    withServer(overrides.command(usage).description(description)).option('--json', 'print JSON', false);

  add('list', 'those in force, a line each').action(async (flags: RulesFlags) =>
    exit(await (await load()).listOverrides(flags, io)),
  );
  add('set <account> <tier>', 'give an account a tier, whatever the rules say, until a day')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--until <day>', 'the day (its start, UTC) on which it ends')
    .option('--approver <name>', 'who agreed')
    .action(async (account: string, tier: string, flags: OverrideFlags) =>
      exit(await (await load()).setOverride(account, tier, flags, io)),
    );
  add(
    'import <file>',
    'overrides.csv (account_id,tier,reason,expires_at,approver), all of it or nothing',
  ).action(async (file: string, flags: RulesFlags) =>
    exit(await (await load()).importOverrides(file, flags, io)),
  );
  add('end <account>', 'end the override of an account before its time')
    .option('--reason <text>', 'why')
    .action(async (account: string, flags: ReasonFlags) =>
      exit(await (await load()).endOverride(account, flags, io)),
    );
}
