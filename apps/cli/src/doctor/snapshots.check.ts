import { inspectSnapshots } from '@bailiwick/event-store';
import { type Finding, ok, warn } from './finding.js';

const CHECK = 'snapshots';

/** Whether the folded states are whole. They may be removed at any time; without them a start reads the whole log. */
export async function checkSnapshots(dataDir: string, head: number | undefined): Promise<Finding[]> {
  const found = await inspectSnapshots(dataDir).catch(() => []);
  return found.map(({ file, name, position = 0, bytes, whole }): Finding => {
    const told = `${name ?? file} at position ${position}, ${(bytes / 1e6).toFixed(1)} MB`;
    if (!whole) return warn(CHECK, `${told}: damaged`, `Remove ${file}; it is made anew`);
    if (head !== undefined && position > head)
      return warn(CHECK, `${told}: later than the log, which was restored`, `Remove ${file}`);
    return ok(CHECK, told);
  });
}
