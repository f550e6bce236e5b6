import { execFile } from 'node:child_process';
import { join } from 'node:path';

export const repository = join(__dirname, '..', '..');

export interface CliRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the built `bailiwick` command in a process of its own (what `bin/bailiwick` starts once all is set up).
 * @param user the id of another user and group to run it as
 */
export function bailiwick(
  args: readonly string[],
  env: Record<string, string> = {},
  user?: number,
): Promise<CliRun> {
  const command = join(repository, 'dist', 'apps', 'cli', 'src', 'main.js');
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...args],
      {
        cwd: repository,
        env: { ...process.env, KAFKA_BROKERS: '', MONGODB_URI: '', ...env },
        maxBuffer: 64 * 1024 * 1024,
        ...(user === undefined ? {} : { uid: user, gid: user }),
      },
      (error, stdout, stderr) => resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    );
  });
}
