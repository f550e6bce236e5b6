import { PRESET_NAMES } from '@bailiwick/contracts';
import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import type { ActivateFlags, PolicyFlags } from './policies-on-service.js';

/** `policies list|show|active|activate`: what is hard, what is soft and at what price. */
export function registerPoliciesCommands(program: Command, io: CliIo, exit: SetExit): void {
  const policies = program.command('policies').description("presets, and a service's planning policy");
  const load = () => import('./policies-on-service.js');

  withServer(policies.command('list').description('the presets, each in a paragraph'))
    .option('--json', 'print JSON', false)
    .action(async (flags: PolicyFlags) => exit(await (await load()).listPolicies(flags, io)));
  withServer(policies.command('show').description('print a preset as a policy, to be edited'))
    .argument('<name>', PRESET_NAMES.join(', '))
    .action(async (name: string, flags: PolicyFlags) =>
      exit(await (await load()).showPolicy(name, flags, io)),
    );
  withServer(
    policies.command('active').description('print the policy in force, and its revision on standard error'),
  )
    .option('--json', 'print the revision with it', false)
    .action(async (flags: PolicyFlags) => exit(await (await load()).activePolicy(flags, io)));
  withServer(
    policies
      .command('activate')
      .description('put a policy in force; no account that has an owner moves by this'),
  )
    .argument('<file|preset>', `a policy (JSON), or one of ${PRESET_NAMES.join(', ')}`)
    .option('--revision <number>', 'the revision that it was edited from; default: whatever is in force')
    .option('--reason <text>', 'kept in the log')
    .option('--json', 'print JSON', false)
    .action(async (policy: string, flags: ActivateFlags) =>
      exit(await (await load()).activatePolicy(policy, flags, io)),
    );
}
