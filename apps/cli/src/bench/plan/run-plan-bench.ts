import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { BailiwickError } from '@bailiwick/kernel';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load } from '../machine.js';
import { readSize } from './bench-instance.js';
import { mediansOf } from './medians.js';
import { pythonWith, readPeers } from './peers.js';
import type { PlanBenchFlags, PlanFigure, PlanReport, PlanTask } from './plan-bench.js';
import { planTable } from './plan-table.js';

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
  const peers = readPeers(flags.peers);
  const found = peers.length > 0 ? await pythonWith(peers, flags.cache) : undefined;
  if (found && 'why' in found)
    io.stderr(`${peers.join(' and ')} left out, since there is no Python with them: ${found.why}\n`);
  const python = found && 'python' in found ? found.python : undefined;
  return flags.sizes.map(readSize).flatMap(({ accounts, csms }) =>
    flags.seeds.flatMap((seed) => {
      const own: PlanTask = { kind, accounts, csms, seed, timeLimit, threads, iterations };
      return [own, ...(python ? peers.map((name): PlanTask => ({ ...own, peer: { name, python } })) : [])];
    }),
  );
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
