import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fail, type Finding, ok, warn } from './finding.js';

const CHECK = 'data directory';
const TIGHT_BYTES = 1_000_000_000;
const TOO_LITTLE_BYTES = 50_000_000;

/** Whether the data directory is there, may be written, is closed to others, and has room. */
export async function checkDataDir(dataDir: string): Promise<Finding[]> {
  const path = resolve(dataDir);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error);
  if (found instanceof Error) return notThere(path, found);
  if (!found.isDirectory())
    return [fail(CHECK, `${path} is not a directory`, 'Give another one: --data, or DATA_DIR')];
  const findings = [await writable(path), await room(path)];
  const uid = process.getuid?.();
  if (uid !== undefined && found.uid !== uid)
    findings.push(
      warn(
        CHECK,
        `${path} belongs to user ${found.uid}, this is user ${uid}`,
        'Run the service as its owner',
      ),
    );
  if ((found.mode & 0o022) !== 0)
    findings.push(warn(CHECK, `${path} may be written by others`, `chmod go-w ${path}`));
  return findings;
}

async function notThere(path: string, error: NodeJS.ErrnoException): Promise<Finding[]> {
  if (error.code !== 'ENOENT')
    return [fail(CHECK, `${path} cannot be looked at: ${error.message}`, 'Mind its owner and mode')];
  const above = await firstThere(dirname(path));
  const made = await access(above, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!made)
    return [fail(CHECK, `${path} is not there, and ${above} may not be written`, 'Give another: --data')];
  return [
    warn(CHECK, `${path} is not there yet`, 'The service makes it at its first start'),
    await room(above),
  ];
}

async function firstThere(path: string): Promise<string> {
  const there = await stat(path).then(
    () => true,
    () => false,
  );
  return there || dirname(path) === path ? path : firstThere(dirname(path));
}

async function writable(path: string): Promise<Finding> {
  try {
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    return ok(CHECK, `${path} may be read and written`);
  } catch {
    return fail(CHECK, `${path} may not be written`, `Mind its owner and mode: chmod u+rwx ${path}`);
  }
}

async function room(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const bytes = bavail * bsize;
  const told = `${(bytes / 1e9).toFixed(1)} GB free at ${path}`;
  if (bytes < TOO_LITTLE_BYTES) return fail(CHECK, told, 'Make room: the log cannot grow');
  if (bytes < TIGHT_BYTES) return warn(CHECK, told, 'Make room: a million events take about 1 GB');
  return ok(CHECK, told);
}
