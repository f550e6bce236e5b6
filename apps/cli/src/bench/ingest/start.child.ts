// One measurement in a process of its own, so that nothing is warm: node start.child.js TASK DATA_DIR
import { Portfolio } from '@bailiwick/portfolio';
import { openLog } from '../../events/local-log.js';
import { accountId } from './bench-events.js';
import type { ChildFigures, ChildTask } from './run-child.js';

const [task, dataDir] = process.argv.slice(2) as [ChildTask, string];
// Only the process needs all that plans are made with.
const processOn = task === 'process' ? (await import('./bench-process.js')).processOn : undefined;

const loadedMs = Math.round(performance.now());
const SAMPLE_MS = 20;

let heapPeak = 0;
const sample = (): void => void (heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed));
const sampling = setInterval(sample, SAMPLE_MS);

const [began, used] = [performance.now(), process.cpuUsage()];
const store = await openLog({ dataDir });
try {
  await TASKS()[task]();
  const seconds = (performance.now() - began) / 1_000;
  const { user, system } = process.cpuUsage(used);
  sample();
  const { position } = await store.head();
  const megabyte = 2 ** 20;
  const figures: ChildFigures = {
    seconds,
    cpuSeconds: (user + system) / 1e6,
    loadedMs,
    commits: position,
    rssPeakMb: Math.round(process.resourceUsage().maxRSS / 1_024),
    rssMb: Math.round(process.memoryUsage().rss / megabyte),
    heapPeakMb: Math.round(heapPeak / megabyte),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  clearInterval(sampling);
  await store.close();
}

function TASKS(): Record<ChildTask, () => Promise<unknown>> {
  return {
    /** From the snapshot until the book has answered. */
    book: () => answer(new Portfolio(store)),
    /** From the snapshot until the process has caught up, as it does before the service places an account. */
    process: async () => {
      const territory = processOn?.(store);
      await territory?.open();
      await territory?.readOn();
    },
    /** From the first event on, as if there were no snapshot. */
    rebuild: () => answer(new Portfolio({ ...unsnapshotted(), readLean: store.readLean.bind(store) })),
  };
}

async function answer(book: Portfolio): Promise<void> {
  if (!(await book.account(accountId(0)))) throw new Error('the book does not know its first account');
}

function unsnapshotted() {
  return {
    readStream: store.readStream.bind(store),
    snapshots: {
      load: () => Promise.resolve(undefined),
      save: () => Promise.resolve(),
      purge: () => Promise.resolve(),
    },
  };
}
