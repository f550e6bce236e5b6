import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
import { withServer } from '../client/connection.js';
import type { DoctorFlags } from './run-doctor.js';

/** `doctor`: each check in a line; 1 when anything fails. */
export function registerDoctorCommand(program: Command, io: CliIo, exit: SetExit): void {
  const command = program
    .command('doctor')
    .description('check configuration, data, solvers and service, and say what to do')
    .option('--config <file>', 'settings as YAML or JSON')
    .option('--data <folder>', 'the data directory; default: DATA_DIR, or what the settings say')
    .option('--deep', 'also recompute the hashes of the whole log', false)
    .option('--json', 'print the findings as JSON', false);
  withServer(command).action(async (flags: DoctorFlags) => {
    const { runDoctor } = await import('./run-doctor.js');
    exit(await runDoctor(flags, io));
  });
}
