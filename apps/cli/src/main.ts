import { readFile } from 'node:fs/promises';
import { BailiwickError, describeProblem, InvalidInputError } from '@bailiwick/kernel';
import { Command, CommanderError } from 'commander';
import { type CliIo, EXIT, type ExitCode } from './cli-io.js';
import { ApiError } from './client/api-error.js';
import { registerCommands } from './commands.js';
import { readVersion } from './version.js';

const io: CliIo = {
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
  readFile,
  drained: async () => {
    if (!process.stdout.writableNeedDrain) return;
    await new Promise<void>((resolve) => process.stdout.once('drain', resolve));
  },
  stdin: () => process.stdin,
};

async function main(argv: readonly string[]): Promise<ExitCode> {
  let code: ExitCode = EXIT.done;
  const exit = (c: ExitCode): void => void (code = c);
  const program = new Command('bailiwick')
    .description('Keeps customer-success territories right while customers come, grow and go.')
    .version(readVersion())
    .showHelpAfterError('(--help tells more)')
    .exitOverride();
  await registerCommands(program, argv.slice(2), io, exit);
  try {
    await program.parseAsync(argv);
    return code;
  } catch (error) {
    return failure(error);
  }
}

/** Commander has told the user already; everything else is told here, without a stack trace. */
function failure(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof InvalidInputError || error instanceof ApiError) {
    for (const p of error.problems) io.stderr(`error: ${describeProblem(p)}\n`);
    return error instanceof ApiError ? error.exitCode : EXIT.usage;
  }
  if (error instanceof BailiwickError) {
    io.stderr(`error: ${describeProblem({ code: error.code, message: error.message, ...error.details })}\n`);
    return EXIT.failed;
  }
  io.stderr(`error: ${error instanceof Error ? error.message : String(error)} [unexpected]\n`);
  if (process.env['LOG_LEVEL'] === 'debug' && error instanceof Error) io.stderr(`${error.stack ?? ''}\n`);
  return EXIT.failed;
}

// Who reads may have had enough (`| head`): that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

process.exitCode = await main(process.argv);
