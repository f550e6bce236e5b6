import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { Tool } from './needs.js';

const hint = 'Maybe run: node scripts/tools.mjs';

/** A Python that has HiGHS; `BAILIWICK_PYTHON` names another than the one that scripts/tools.mjs makes. */
export const highsForPython: Tool & { path(): string } = {
  name: 'HiGHS for Python',
  hint,
  path: () =>
    process.env['BAILIWICK_PYTHON'] ?? join(homedir(), '.cache', 'bailiwick', 'venv', 'bin', 'python'),
  available: () =>
    spawnSync(highsForPython.path(), ['-c', 'import highspy'], { stdio: 'ignore' }).status === 0,
};

/** Chromium or Chrome; `BAILIWICK_CHROMIUM` names one that is not on the path. */
export const chromium: Tool & { path(): string | undefined } = {
  name: 'Chromium',
  hint,
  path: () =>
    process.env['BAILIWICK_CHROMIUM'] ??
    onPath('chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'),
  available: () => existsSync(chromium.path() ?? ''),
};

function onPath(...names: string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((file) => existsSync(file));
}
