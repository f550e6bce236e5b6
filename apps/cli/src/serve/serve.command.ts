import { describeProblem } from '@bailiwick/kernel';
import type { Command } from 'commander';
import { adminToken } from '../../../server/src/admin-token.js';
import { startServer } from '../../../server/src/bootstrap.js';
import { loadConfig } from '../../../server/src/config/load-config.js';
import { loadSample } from '../../../server/src/start-with-sample.js';
import { welcome } from '../../../server/src/welcome.js';
import { USERS, type Users } from '@bailiwick/access';
import { type CliIo, EXIT, type SetExit } from '../cli-io.js';
import { readVersion } from '../version.js';

interface ServeFlags {
  readonly roles?: string;
  readonly port?: string;
  readonly data?: string;
  readonly config?: string;
  readonly sample?: string;
}

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
      await serve(flags, io);
      exit(EXIT.done);
    });
}

async function serve(flags: ServeFlags, io: CliIo): Promise<void> {
  const { config, warnings } = loadConfig({
    env: process.env,
    file: flags.config,
    flags: { roles: flags.roles?.split(','), port: flags.port, dataDir: flags.data },
  });
  for (const w of warnings) io.stderr(`warning: ${describeProblem(w)}\n`);
  const server = await startServer(config, readVersion());
  const stopped = untilStopped();
  const token = await adminToken(
    server.app.get<Users>(USERS, { strict: false }),
    config.dataDir,
    config.token,
  );
  if (flags.sample !== undefined)
    await loadSample(server, flags.sample, (text) => io.stderr(`bailiwick: ${text}\n`));
  io.stdout(await welcome(server, token));
  await stopped;
  await server.close();
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
