import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/** What a process holds after its garbage was collected, in bytes. */
export type MemoryReport = Pick<NodeJS.MemoryUsage, 'rss' | 'heapUsed' | 'external'>;

/** Collects the garbage of the process that was started with this module ahead of its own, and tells its parent what is left, whenever that sends something. */
function probe(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  process.on('message', () => {
    // What has a finaliser goes with the second one.
    collect();
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    process.send?.({ rss, heapUsed, external } satisfies MemoryReport);
  });
  process.channel?.unref();
}

// The threads of the process load it too.
if (isMainThread) probe();
