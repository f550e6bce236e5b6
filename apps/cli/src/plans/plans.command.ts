import type { Command } from 'commander';
import type { CliIo, ExitCode, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import type { ActFlags, ListFlags, ResolveFlags, ShowFlags } from './plans-on-service.js';

type Acts = typeof import('./plans-on-service.js');

/** `plans list|show|approve|reject|commit|resolve|rollback`: the life of a service's plans. */
export function registerPlansCommands(program: Command, io: CliIo, exit: SetExit): void {
  const plans = program.command('plans').description("a service's plans: list, show, approve, commit, undo");
  const add = (name: string, description: string): Command =>
    withServer(plans.command(name).description(description)).option('--json', 'print JSON', false);
  const run = async (act: (acts: Acts) => Promise<ExitCode>): Promise<void> =>
    exit(await act(await import('./plans-on-service.js')));

  add('list', 'every plan with its stage')
    .option('--stage <stage>', 'only those in this stage, such as proposed')
    .action((flags: ListFlags) => run((acts) => acts.listPlans(flags, io)));
  add('show', 'one plan: its stage, and what it amounts to')
    .argument('<id>')
    .option('--moves', 'also every change of owner, and why', false)
    .option('--out <folder>', 'write moves.csv, summary.json and report.html')
    .action((id: string, flags: ShowFlags) => run((acts) => acts.showPlan(id, flags, io)));
  for (const [name, description] of Object.entries(SIMPLE_ACTS))
    add(name, description)
      .argument('<id>')
      .option('--reason <text>', 'kept in the log')
      .action((id: string, flags: ActFlags) => run((acts) => acts.actOnPlan(name, id, flags, io)));
  for (const [name, description] of Object.entries(TIMED_ACTS))
    add(name, description)
      .argument('<id>')
      .option('--effective-at <moment>', 'a day or a moment, not in the future; default: now')
      .action((id: string, flags: ActFlags) => run((acts) => acts.actOnPlan(name, id, flags, io)));
  add('resolve', 'ask for the same plan again, as things are now')
    .argument('<id>')
    .option('--no-wait', 'only ask for it and print its id')
    .action((id: string, flags: ResolveFlags) => run((acts) => acts.resolvePlan(id, flags, io)));
}

const SIMPLE_ACTS = {
  approve: 'approve a plan; nobody moves yet',
  reject: 'reject a plan',
  cancel: 'take the request for a plan back while it is being made',
};

const TIMED_ACTS = {
  commit: 'make the moves of an approved plan',
  rollback: 'take the moves of a committed plan back',
};
