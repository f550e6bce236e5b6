import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { BailiwickError } from '@bailiwick/kernel';
import { type PlanningEngine, readGapInstance, solveProblem, threadedEngine } from '@bailiwick/planning';
import type { CliIo } from '../../cli-io.js';
import { describeMachine, load, type LoadedMachine } from '../machine.js';
import { gapTable } from './gap-table.js';

export interface GapBenchFlags {
  readonly best?: ReadonlyMap<string, number>;
  readonly timeLimit: number;
  readonly seed: number;
  readonly threads: number;
  readonly out?: string;
  readonly json: boolean;
}

/** What became of one instance. */
export interface GapFigure {
  readonly name: string;
  readonly agents: number;
  readonly jobs: number;
  /** The best cost known, where it was given. */
  readonly best: number | null;
  readonly objective: number;
  readonly feasible: boolean;
  /** Proven: no assignment costs less. */
  readonly bound: number | null;
  readonly gap: number | null;
  /** How far the objective lies above the best known, as a share of it. */
  readonly fromBest: number | null;
  readonly seconds: number;
}

export interface GapReport {
  readonly command: string;
  readonly machine: LoadedMachine;
  readonly instances: readonly GapFigure[];
}

/** Solves generalised-assignment files one after the other; prints a table, writes JSON. */
export async function runGapBench(files: readonly string[], flags: GapBenchFlags, io: CliIo): Promise<void> {
  const loadBefore = load();
  const machine = await describeMachine(tmpdir());
  const engine = threadedEngine({ threads: flags.threads });
  const instances: GapFigure[] = [];
  try {
    for (const file of files) {
      io.stderr(`${basename(file)} …\n`);
      instances.push(await measure(file, flags, engine, io));
    }
  } finally {
    await engine.close();
  }
  const { timeLimit, seed, threads } = flags;
  const report: GapReport = {
    command: `bailiwick bench gap --time-limit ${timeLimit} --seed ${seed} --threads ${threads}`,
    machine: { ...machine, loadBefore, loadAfter: load() },
    instances,
  };
  const json = `${JSON.stringify(report, null, 2)}\n`;
  if (flags.out !== undefined) await writeFile(flags.out, json);
  io.stdout(flags.json ? json : gapTable(report));
}

async function measure(
  file: string,
  { best: known, timeLimit, seed }: GapBenchFlags,
  engine: PlanningEngine,
  io: CliIo,
): Promise<GapFigure> {
  const problem = readGapInstance(Buffer.from(await io.readFile(file)).toString('utf8'));
  const found = await solveProblem(
    problem,
    { seed, iterations: null, timeLimitSeconds: timeLimit, solver: 'auto' },
    engine,
    Date.now,
  );
  const { objective, feasible, bound, gap, seconds } = found;
  const name = basename(file);
  const best = known?.get(name) ?? null;
  if (feasible && best !== null && bound !== null && bound > best + 1e-6)
    throw new BailiwickError('bench-contradiction', `${name}: the bound lies above the best cost known`, {
      value: bound,
      expected: `at most ${best}`,
      hint: 'Maybe the best cost given is of another instance.',
    });
  const fromBest = best === null || !feasible ? null : (objective - best) / Math.max(1, Math.abs(best));
  return {
    ...{ name, agents: problem.csmCount, jobs: problem.unitCount, best },
    ...{ objective, feasible, bound, gap, fromBest, seconds },
  };
}
