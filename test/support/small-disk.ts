import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tool } from './needs.js';

/** A folder on a disk of its own, or `undefined` where this is not allowed. */
export function mountSmallDisk(megabytes: number): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'small-disk-'));
  const options = `size=${megabytes}m,mode=700`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0) return folder;
  rmdirSync(folder);
  return undefined;
}

export function unmount(folder: string): void {
  spawnSync('umount', ['-l', folder]);
  rmdirSync(folder);
}

export const smallDisk: Tool = {
  name: 'a small disk (mount -t tmpfs)',
  hint: 'Maybe run the tests as root, with the capability to mount',
  available: () => {
    const folder = mountSmallDisk(1);
    if (folder) unmount(folder);
    return folder !== undefined;
  },
};
