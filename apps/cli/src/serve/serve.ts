import { USERS, type Users } from '@bailiwick/access';
import { describeProblem } from '@bailiwick/kernel';
import { adminToken } from '../../../server/src/admin-token.js';
import { type RunningServer, startServer } from '../../../server/src/bootstrap.js';
import type { ServerConfig } from '../../../server/src/config/config.schema.js';
import { loadConfig } from '../../../server/src/config/load-config.js';
import { loadSample } from '../../../server/src/start-with-sample.js';
import { welcome } from '../../../server/src/welcome.js';
import type { CliIo } from '../cli-io.js';
import { readVersion } from '../version.js';

export interface ServeFlags {
  readonly roles?: string;
  readonly port?: string;
  readonly data?: string;
  readonly config?: string;
  readonly sample?: string;
}

/** Runs the service until it is told to stop. */
export async function serve(flags: ServeFlags, io: CliIo): Promise<void> {
  const { config, warnings } = loadConfig({
    env: process.env,
    file: flags.config,
    flags: { roles: flags.roles?.split(','), port: flags.port, dataDir: flags.data },
  });
  for (const w of warnings) io.stderr(`warning: ${describeProblem(w)}\n`);
  const server = await startServer(config, readVersion());
  const stopped = untilStopped();
  const token = config.roles.includes('api') ? await tokenOf(server, config) : undefined;
  if (flags.sample !== undefined)
    await loadSample(server, flags.sample, (text) => io.stderr(`bailiwick: ${text}\n`));
  io.stdout(token === undefined ? worker(server, config) : await welcome(server, token));
  await stopped;
  await server.close();
}

function tokenOf({ app }: RunningServer, { dataDir, token }: ServerConfig): Promise<string> {
  return adminToken(app.get<Users>(USERS, { strict: false }), dataDir, token);
}

/** What a process says that nobody sends requests to. */
function worker({ url }: RunningServer, { roles }: ServerConfig): string {
  return `Bailiwick does ${roles.join(', ')}; ask ${url}/health/ready how it is\n`;
}

function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
