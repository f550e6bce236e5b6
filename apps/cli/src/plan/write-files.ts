import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Writes all files or none: each is written in full beside its place before the first is put there. */
export async function writePlan(files: ReadonlyMap<string, string>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const next = (name: string): string => join(folder, `.${name}.next`);
  try {
    for (const [name, text] of files) await writeFile(next(name), text);
    for (const name of files.keys()) await rename(next(name), join(folder, name));
  } finally {
    for (const name of files.keys()) await rm(next(name), { force: true });
  }
}
