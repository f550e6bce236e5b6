import type { Command } from 'commander';
import type { CliIo, SetExit } from '../cli-io.js';
export function registerBenchCommands(program: Command, _io: CliIo, _exit: SetExit): void {
  program.command('bench').description('measure the published figures on this machine');
}
