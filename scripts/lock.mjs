// One process at a time, by a directory that only one can make.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Runs `work` while holding the lock at `path`; what a process that died holds is taken over. */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      mkdirSync(path);
      break;
    } catch {
      if (isStale(path)) rmSync(path, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  writeFileSync(join(path, 'pid'), String(process.pid));
  try {
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

function isStale(path) {
  try {
    process.kill(Number(readFileSync(join(path, 'pid'), 'utf8')), 0);
    return false;
  } catch (error) {
    // No such process: its holder died. No pid file yet: the holder is between two steps, unless it is old.
    if (error.code === 'ESRCH') return true;
    return error.code === 'ENOENT' && existsSync(path) && Date.now() - statSync(path).mtimeMs > 5_000;
  }
}
