import { join } from 'node:path';
import { Portfolio } from '@bailiwick/portfolio';
import { openLog } from '../../events/local-log.js';
import { median } from '../machine.js';
import { benchEvents, openingSize } from './bench-events.js';
import { fill } from './bench-log.js';
import { processOn } from './bench-process.js';
import { type ChildFigures, type ChildTask, runChild } from './run-child.js';

export interface StartFigures {
  readonly accounts: number;
  /** Log opened, snapshot restored, an account answered. */
  readonly bookSeconds: number;
  /** Log opened, snapshot restored, caught up. */
  readonly processSeconds: number;
  /** Node and the code, before either. */
  readonly loadedMs: number;
  readonly bookRssPeakMb: number;
  readonly processRssPeakMb: number;
  readonly runs: { readonly book: readonly ChildFigures[]; readonly process: readonly ChildFigures[] };
}

export interface RebuildFigures {
  readonly events: number;
  readonly accounts: number;
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly seconds: number;
  readonly rssPeakMb: number;
  readonly heapPeakMb: number;
  readonly runs: readonly ChildFigures[];
}

export interface BookPlan {
  readonly folder: string;
  readonly accounts: number;
  readonly events: number;
  readonly repeats: number;
  readonly say: (text: string) => void;
}

/**
 * Builds a book of so many accounts, with the tiers decided by the territory process, and starts from the snapshots of
 * both; then lets the log grow and rebuilds the book from its first event. Each measurement has a process of its own.
 */
export async function measureBook({
  folder,
  accounts,
  events: total,
  repeats,
  say,
}: BookPlan): Promise<{ readonly start: StartFigures; readonly rebuild: RebuildFigures }> {
  const dataDir = join(folder, 'book');
  const events = benchEvents(accounts, total);
  say(`building a book of ${accounts} accounts …`);
  const decided = await build(dataDir, events, accounts);
  say('starting from its snapshots …');
  const book = await children('book', dataDir, repeats);
  const territory = await children('process', dataDir, repeats);
  const rest = Math.max(0, total - decided);
  say(`letting the log grow by ${rest} events …`);
  await grow(dataDir, events, rest);
  say('rebuilding the book from the first event on …');
  const rebuild = await children('rebuild', dataDir, repeats);
  return { start: startFigures(accounts, book, territory), rebuild: rebuildFigures(accounts, rebuild) };
}

/** @returns how many commits the log holds */
async function build(dataDir: string, events: Iterator<object>, accounts: number): Promise<number> {
  const store = await openLog({ dataDir });
  try {
    await fill(store, events, openingSize(accounts));
    const territory = processOn(store);
    await territory.open();
    await territory.readOn();
    await territory.save();
    const book = new Portfolio(store, { snapshotEvery: 0 });
    await book.save();
    return (await store.head()).position;
  } finally {
    await store.close();
  }
}

async function grow(dataDir: string, events: Iterator<object>, count: number): Promise<void> {
  const store = await openLog({ dataDir });
  try {
    await fill(store, events, count);
  } finally {
    await store.close();
  }
}

async function children(task: ChildTask, dataDir: string, repeats: number): Promise<ChildFigures[]> {
  const runs: ChildFigures[] = [];
  for (let run = 0; run < repeats; run++) runs.push(await runChild(task, dataDir));
  return runs;
}

function startFigures(
  accounts: number,
  book: readonly ChildFigures[],
  territory: readonly ChildFigures[],
): StartFigures {
  return {
    accounts,
    bookSeconds: middle(book, 'seconds'),
    processSeconds: middle(territory, 'seconds'),
    loadedMs: middle(book, 'loadedMs'),
    bookRssPeakMb: middle(book, 'rssPeakMb'),
    processRssPeakMb: middle(territory, 'rssPeakMb'),
    runs: { book, process: territory },
  };
}

function rebuildFigures(accounts: number, runs: readonly ChildFigures[]): RebuildFigures {
  const events = runs[0]!.commits;
  const seconds = middle(runs, 'seconds');
  return {
    events,
    accounts,
    perSecond: Math.round(events / seconds),
    perCpuSecond: Math.round(events / middle(runs, 'cpuSeconds')),
    seconds,
    rssPeakMb: middle(runs, 'rssPeakMb'),
    heapPeakMb: middle(runs, 'heapPeakMb'),
    runs,
  };
}

function middle(runs: readonly ChildFigures[], name: keyof ChildFigures): number {
  return median(runs.map((run) => run[name]));
}
