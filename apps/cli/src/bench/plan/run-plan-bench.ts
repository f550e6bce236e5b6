import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BailiwickError } from '@bailiwick/kernel';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load } from '../machine.js';
import { readSize } from './bench-instance.js';
import { mediansOf } from './medians.js';
import { PEERS_CACHE, pythonWith, readPeers } from './peers.js';
import type { Peer, PeerRunner, PlanBenchFlags, PlanFigure, PlanReport, PlanTask } from './plan-bench.js';
import { planTable } from './plan-table.js';
import { classPathWith } from './timefold.js';

const CHILD = fileURLToPath(new URL('./plan.child.js', import.meta.url));

/** Plans every instance by ourselves and by every peer, one after the other; prints a table, writes JSON. */
export async function runPlanBench(flags: PlanBenchFlags, io: CliIo): Promise<void> {
  const loadBefore = load();
  const machine = await describeMachine(tmpdir());
  const plans: PlanFigure[] = [];
  for (const task of await tasksOf(flags, io)) {
    const { accounts, csms, seed, kind, peer } = task;
    io.stderr(`${accounts} × ${csms}, ${kind}, seed ${seed}: ${peer?.name ?? 'bailiwick'} …\n`);
    plans.push(await inChild(task));
  }
  const report: PlanReport = {
    command: commandOf(flags),
    machine: { ...machine, loadBefore, loadAfter: load() },
    plans,
    medians: mediansOf(plans),
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (flags.out !== undefined) await writeFile(flags.out, json);
  io.stdout(flags.json ? json : planTable(report));
}

async function tasksOf(flags: PlanBenchFlags, io: CliIo): Promise<PlanTask[]> {
  const { instance: kind, timeLimit, threads, iterations = null } = flags;
  const peers = await runnersOf(readPeers(flags.peers), flags.cache, io);
  return flags.sizes.map(readSize).flatMap(({ accounts, csms }) =>
    flags.seeds.flatMap((seed) => {
      const own: PlanTask = { kind, accounts, csms, seed, timeLimit, threads, iterations };
      return [own, ...peers.map((peer): PlanTask => ({ ...own, peer }))];
    }),
  );
}

/** What asks each peer, in the order given; those that cannot be had are left out, and it is told why. */
async function runnersOf(peers: readonly Peer[], cache = PEERS_CACHE, io: CliIo): Promise<PeerRunner[]> {
  const byPython = peers.filter((peer) => peer !== 'timefold');
  const python = byPython.length > 0 ? await pythonWith(byPython, cache) : undefined;
  const java = peers.includes('timefold') ? await classPathWith(join(cache, 'timefold')) : undefined;
  const leftOut = (names: readonly Peer[], what: string, why: string): void =>
    io.stderr(`${names.join(' and ')} left out, since there is no ${what} with it: ${why}\n`);
  if (python && 'why' in python) leftOut(byPython, 'Python', python.why);
  if (java && 'why' in java) leftOut(['timefold'], 'Java', java.why);
  return peers.flatMap((name): PeerRunner[] => {
    if (name === 'timefold') return java && 'classPath' in java ? [{ name, classPath: java.classPath }] : [];
    return python && 'python' in python ? [{ name, python: python.python }] : [];
  });
}

function commandOf({
  sizes,
  seeds,
  instance,
  timeLimit,
  threads,
  iterations,
  peers,
}: PlanBenchFlags): string {
  return [
    `bailiwick bench plan --sizes ${sizes.join(',')} --seeds ${seeds.join(',')} --instance ${instance}`,
    iterations === undefined ? ` --time-limit ${timeLimit}` : ` --iterations ${iterations}`,
    ` --threads ${threads}`,
    peers.length > 0 ? ` --peers ${peers.join(',')}` : '',
  ].join('');
}

function inChild(task: PlanTask): Promise<PlanFigure> {
  return new Promise((resolve, reject) => {
    const words = ['--expose-gc', CHILD, JSON.stringify(task)];
    execFile(process.execPath, words, (error, stdout, stderr) => {
      if (error) reject(new BailiwickError('bench-failed', `planning failed: ${stderr || error.message}`));
      else resolve(JSON.parse(stdout) as PlanFigure);
    });
  });
}
