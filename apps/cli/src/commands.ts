import type { Command } from 'commander';
import type { CliIo, SetExit } from './cli-io.js';

type Register = (program: Command, io: CliIo, exit: SetExit) => void;

/** A command by name; what it is made of is loaded only when it was asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Register>;
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'plan',
    summary:
      're-optimise who looks after which account: CSV files to CSV files and a report, or on a service',
    load: async () => (await import('./plan/plan.command.js')).registerPlanCommand,
  },
  {
    name: 'plans',
    summary: "a service's plans: list, show, approve, commit, undo",
    load: async () => (await import('./plans/plans.command.js')).registerPlansCommands,
  },
  {
    name: 'rules',
    summary: 'check, test, explain, publish and activate rule sets',
    load: async () => (await import('./rules/rules.command.js')).registerRulesCommands,
  },
  {
    name: 'policies',
    summary: "presets, and a service's planning policy",
    load: async () => (await import('./policies/policies.command.js')).registerPoliciesCommands,
  },
  {
    name: 'serve',
    summary: 'run the service',
    load: async () => (await import('./serve/serve.command.js')).registerServeCommand,
  },
  {
    name: 'users',
    summary: 'who may use the service',
    load: async () => (await import('./users/users.command.js')).registerUsersCommands,
  },
  {
    name: 'events',
    summary: 'lifecycle events in and out, and what the service told the world',
    load: async () => (await import('./events/events.command.js')).registerEventsCommands,
  },
  {
    name: 'webhooks',
    summary: "a service's webhooks: make, list, rotate, switch, test, delete",
    load: async () => (await import('./webhooks/webhooks.command.js')).registerWebhooksCommands,
  },
  {
    name: 'mappings',
    summary: 'events of another shape: check and try what they become',
    load: async () => (await import('./mappings/mappings.command.js')).registerMappingsCommands,
  },
  {
    name: 'dlq',
    summary: 'messages that came by Kafka and were refused: list, show, redrive',
    load: async () => (await import('./dlq/dlq.command.js')).registerDlqCommands,
  },
  {
    name: 'doctor',
    summary: 'check configuration, data, solvers and service, and say what to do',
    load: async () => (await import('./doctor/doctor.command.js')).registerDoctorCommand,
  },
  {
    name: 'bench',
    summary: 'measure the published figures on this machine',
    load: async () => (await import('./bench/bench.command.js')).registerBenchCommands,
  },
];

/**
 * Puts every command on `program`: the one that `args` ask for (also by `help NAME`) with all it has, the others by
 * name and summary, for the help and for what to suggest when a name is mistyped.
 */
export async function registerCommands(
  program: Command,
  args: readonly string[],
  io: CliIo,
  exit: SetExit,
): Promise<void> {
  const asked = args[0] === 'help' ? args[1] : args[0];
  for (const { name, summary, load } of COMMANDS) {
    if (name === asked) (await load())(program, io, exit);
    else program.command(name).description(summary);
  }
}
