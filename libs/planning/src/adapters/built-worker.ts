import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The file of a worker beside a module; where that module is a source file, the worker that was built from it, which
 * lies at the same place below `dist`.
 * @param module its `import.meta.url`, somewhere below the folder `libs`
 */
export function builtWorker(module: string, name: string): string {
  const near = new URL(`./${name}`, module);
  const built = new URL(near.href.replace(/\/libs\/(?!.*\/libs\/)/, '/dist/libs/'));
  return fileURLToPath(existsSync(near) ? near : built);
}
