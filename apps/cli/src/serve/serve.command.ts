import type { Command } from 'commander';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';
import type { ServeFlags } from './serve.js';

/** `serve`: runs the service until it is told to stop. */
export function registerServeCommand(program: Command, io: CliIo, exit: SetExit): void {
  program
    .command('serve')
    .description('run the service')
    .option(
      '--roles <list>',
      'what this process does, by commas: api,ingest,process,plan,relay (default: all)',
    )
    .option('--port <number>', 'where it listens (default 3000)')
    .option('--data <folder>', 'where it keeps its log (default ./.bailiwick)')
    .option('--config <file>', 'settings as YAML or JSON')
    .option('--sample <folder>', 'load the sample company from here into an empty log')
    .action(async (flags: ServeFlags) => {
      const { serve } = await import('./serve.js');
      await serve(flags, io);
      exit(EXIT.done);
    });
}
